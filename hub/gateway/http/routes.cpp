#include "hub/gateway/http/routes.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace usher::gateway {
namespace {

// clang-format off
constexpr std::array kRoutes{
    Route{"POST",   "/api/v1/session",                 AuthClass::everyone, Endpoint::log_in},
    Route{"GET",    "/api/v1/session",                 AuthClass::agent,    Endpoint::show_session},
    Route{"DELETE", "/api/v1/session",                 AuthClass::agent,    Endpoint::log_out},
    Route{"POST",   "/api/v1/ticket",                  AuthClass::agent,    Endpoint::issue_ticket},
    Route{"GET",    "/api/v1/conversations/{}/events", AuthClass::agent,    Endpoint::conversation_events},
    Route{"GET",    "/api/v1/contacts/{}",             AuthClass::agent,    Endpoint::contact},
    Route{"GET",    "/api/v1/search",                  AuthClass::agent,    Endpoint::search},
    Route{"GET",    "/api/v1/admin/queues",             AuthClass::admin,    Endpoint::admin_queues},
    Route{"POST",   "/api/v1/admin/queues",             AuthClass::admin,    Endpoint::admin_queues},
    Route{"PATCH",  "/api/v1/admin/queues/{}",          AuthClass::admin,    Endpoint::admin_queue},
    Route{"GET",    "/api/v1/admin/inboxes",            AuthClass::admin,    Endpoint::admin_inboxes},
    Route{"POST",   "/api/v1/admin/inboxes",            AuthClass::admin,    Endpoint::admin_inboxes},
    Route{"PATCH",  "/api/v1/admin/inboxes/{}",         AuthClass::admin,    Endpoint::admin_inbox},
    Route{"GET",    "/api/v1/admin/agents",             AuthClass::admin,    Endpoint::admin_agents},
    Route{"POST",   "/api/v1/admin/agents",             AuthClass::admin,    Endpoint::admin_agents},
    Route{"PATCH",  "/api/v1/admin/agents/{}",          AuthClass::admin,    Endpoint::admin_agent},
    Route{"POST",   "/api/v1/admin/agents/{}/password", AuthClass::admin,    Endpoint::admin_password},
    Route{"DELETE", "/api/v1/admin/agents/{}/sessions", AuthClass::admin,    Endpoint::admin_sessions},
    Route{"GET",    "/api/v1/admin/changes",            AuthClass::admin,    Endpoint::admin_changes},
    Route{"GET",    "/api/v1/admin/queues/{}/routing",  AuthClass::admin,    Endpoint::admin_queue_routing},
    Route{"PATCH",  "/api/v1/admin/queues/{}/routing",  AuthClass::admin,    Endpoint::admin_queue_routing},
    Route{"GET",    "/api/v1/admin/agents/{}/routing",  AuthClass::admin,    Endpoint::admin_agent_routing},
    Route{"PATCH",  "/api/v1/admin/agents/{}/routing",  AuthClass::admin,    Endpoint::admin_agent_routing},
    Route{"GET",    "/api/v1/admin/teams",              AuthClass::admin,    Endpoint::admin_teams},
    Route{"POST",   "/api/v1/admin/teams",              AuthClass::admin,    Endpoint::admin_teams},
    Route{"PATCH",  "/api/v1/admin/teams/{}",           AuthClass::admin,    Endpoint::admin_team},
    Route{"GET",    "/api/v1/admin/tiers",              AuthClass::admin,    Endpoint::admin_tiers},
    Route{"PUT",    "/api/v1/admin/tiers",              AuthClass::admin,    Endpoint::admin_tiers},
    Route{"GET",    "/api/v1/admin/skills",             AuthClass::admin,    Endpoint::admin_skills},
    Route{"GET",    "/api/v1/conversations/{}/timers", AuthClass::agent,    Endpoint::conversation_timers},
    Route{"GET",    "/api/v1/sla",                     AuthClass::agent,    Endpoint::show_sla},
    Route{"PUT",    "/api/v1/sla/calendars/{}",        AuthClass::admin,    Endpoint::put_calendar},
    Route{"DELETE", "/api/v1/sla/calendars/{}",        AuthClass::admin,    Endpoint::remove_calendar},
    Route{"PUT",    "/api/v1/sla/policies/{}",         AuthClass::admin,    Endpoint::put_sla_policy},
    Route{"DELETE", "/api/v1/sla/policies/{}",         AuthClass::admin,    Endpoint::remove_sla_policy},
    Route{"PUT",    "/api/v1/sla/order",               AuthClass::admin,    Endpoint::order_sla_policies},
    Route{"POST",   "/api/v1/sla/calendars/{}/import", AuthClass::admin,    Endpoint::import_holidays},
    Route{"POST",   "/api/v1/sla/policies/{}/preview", AuthClass::admin,    Endpoint::preview_sla_policy},
    Route{"GET",    "/api/v1/sla/zones",               AuthClass::admin,    Endpoint::zones},
    Route{"GET",    "/healthz",                        AuthClass::everyone, Endpoint::healthz},
    Route{"GET",    "/readyz",                         AuthClass::everyone, Endpoint::readyz},
    Route{"GET",    "/metrics",                        AuthClass::loopback, Endpoint::metrics},
    Route{"GET",    "/",                               AuthClass::everyone, Endpoint::home},
    Route{"GET",    "/console/*",                      AuthClass::everyone, Endpoint::console},
    Route{"GET",    "/widget.js",                      AuthClass::everyone, Endpoint::widget_loader},
    Route{"GET",    "/widget/*",                       AuthClass::everyone, Endpoint::widget},
    Route{"GET",    "/shop/*",                         AuthClass::everyone, Endpoint::shop},
    // Who may open a socket is decided at its upgrade and in its first frame.
    Route{"GET",    "/ws/customer",                    AuthClass::everyone, Endpoint::socket},
    Route{"GET",    "/ws/agent",                       AuthClass::everyone, Endpoint::socket},
    Route{"GET",    "/ws/echo",                        AuthClass::everyone, Endpoint::socket},
};
// clang-format on

using Params = std::optional<std::vector<std::string>>;

std::string_view take_segment(std::string_view& path) {
    const auto slash = std::min(path.find('/', 1), path.size());
    const auto segment = path.substr(0, slash);
    path.remove_prefix(slash);
    return segment;
}

Params match_pattern(std::string_view pattern, std::string_view path) {
    std::vector<std::string> params;
    while (!pattern.empty()) {
        if (pattern == "/*") {
            if (!path.starts_with('/')) return std::nullopt;
            params.emplace_back(path.substr(1));
            return params;
        }
        const auto wanted = take_segment(pattern);
        const auto given = take_segment(path);
        if (wanted == "/{}" && given.size() > 1) {
            params.emplace_back(given.substr(1));
        } else if (wanted != given) {
            return std::nullopt;
        }
    }
    return path.empty() ? Params(std::move(params)) : std::nullopt;
}

}  // namespace

std::span<const Route> http_routes() {
    return kRoutes;
}

RouteMatch match_route(std::span<const Route> routes, std::string_view method,
                       std::string_view path) {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    std::string allow;
    for (const Route& route : routes) {
        auto params = match_pattern(route.pattern, path);
        if (!params) continue;
        if (route.method == wanted) return RouteFound{&route, std::move(*params)};
        allow += (allow.empty() ? "" : ", ") + std::string(route.method);
        if (route.method == "GET") allow += ", HEAD";
    }
    if (allow.empty()) return RouteUnknown{};
    return RouteOtherMethod{allow};
}

}  // namespace usher::gateway
