// Which requests exist and who may make them: one table, and the search in it. A path that is not
// in the table does not exist; a row without an auth class fails a test and is never served. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace usher::gateway {

enum class AuthClass : std::uint8_t {
    missing,   ///< nobody thought about it: an error
    everyone,  ///< no log-in needed
    agent,     ///< a living session
    admin,     ///< a living session of an admin
    loopback,  ///< from this machine, or a configured network
};

enum class Endpoint : std::uint8_t {
    log_in,
    show_session,
    log_out,
    issue_ticket,
    conversation_events,
    contact,
    search,
    admin_queues,
    admin_queue,
    admin_inboxes,
    admin_inbox,
    admin_agents,
    admin_agent,
    admin_password,
    admin_sessions,
    admin_changes,
    admin_queue_routing,
    admin_agent_routing,
    admin_teams,
    admin_team,
    admin_tiers,
    admin_skills,
    conversation_timers,
    show_sla,
    put_calendar,
    remove_calendar,
    put_sla_policy,
    remove_sla_policy,
    order_sla_policies,
    import_holidays,
    preview_sla_policy,
    zones,
    healthz,
    readyz,
    metrics,
    home,
    console,
    widget_loader,
    widget,
    shop,
    socket,
};

struct Route {
    std::string_view method;
    /// "{}" is one segment, a last "/*" any rest.
    std::string_view pattern;
    AuthClass auth = AuthClass::missing;
    Endpoint endpoint = Endpoint::home;
};

std::span<const Route> http_routes();

struct RouteFound {
    const Route* route;
    std::vector<std::string> params;  ///< what stood for "{}" and "*", as sent
};
struct RouteUnknown {};
struct RouteOtherMethod {
    std::string allow;  ///< for the Allow header
};
using RouteMatch = std::variant<RouteFound, RouteUnknown, RouteOtherMethod>;

/// HEAD matches GET. The first matching row counts.
RouteMatch match_route(std::span<const Route> routes, std::string_view method,
                       std::string_view path);

}  // namespace usher::gateway
