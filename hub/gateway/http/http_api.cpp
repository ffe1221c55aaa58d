#include "hub/gateway/http/http_api.hpp"

#include <array>

#include "hub/base/overloaded.hpp"
#include "hub/gateway/admin/admin_routes.hpp"
#include "hub/gateway/http/browser_rules.hpp"
#include "hub/gateway/http/history_routes.hpp"
#include "hub/gateway/http/operation_routes.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/routes.hpp"
#include "hub/wire/sla/holiday_feed.hpp"

namespace usher::gateway {
namespace {

bool changes_something(std::string_view method) {
    return method != "GET" && method != "HEAD";
}

net::HttpResponse unknown_path() {
    return problem(404, "not_found", "There is nothing at this address.");
}

/// Answers counted by what came of them: 2xx, 3xx, 4xx, 5xx.
class AnswerCounts {
  public:
    explicit AnswerCounts(ops::Metrics& metrics) {
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            classes_[i] =
                &metrics.counter("usher_http_answers_total", "HTTP answers by class of status.",
                                 {{"class", std::to_string(i + 2) + "xx"}});
        }
    }
    void count(unsigned status) {
        if (status >= 200 && status < 600) classes_[status / 100 - 2]->add();
    }

  private:
    std::array<ops::Counter*, 4> classes_{};
};

}  // namespace

struct HttpApi::Impl {
    Impl(HttpSurroundings s, HttpOptions o)
        : own_origins(std::move(o.own_origins)),
          body_bytes_max(o.body_bytes_max),
          operations_only(o.operations_only),
          secure_pages(o.sessions.secure_cookies),
          customer_socket(std::move(s.customer_socket)),
          agent_socket(std::move(s.agent_socket)),
          echo_socket(std::move(s.echo_socket)),
          counts(std::make_shared<AnswerCounts>(s.metrics)),
          sessions(s.loop, s.accounts, s.tickets, o.sessions, std::move(s.workspace_name),
                   std::move(s.session_ended), s.metrics, s.log),
          history(s.loop, s.history, s.log),
          admin({s.loop, s.accounts, history, std::move(s.workspace),
                 s.accounts_changed ? std::move(s.accounts_changed) : [] {}, s.log}),
          promises(s.loop, s.history, std::move(s.state_of), std::move(s.submit), s.log),
          operations(s.health, s.metrics, std::move(o.metrics_allowed)),
          pages(std::move(o.pages)) {}

    void request(Call call) {
        auto match = match_route(http_routes(), call.request.method, call.request.path);
        std::visit(overloaded{
                       [&](RouteFound& found) {
                           if (operations_only && !is_operation(found.route->endpoint)) {
                               return call.answer(unknown_path());
                           }
                           call.params = std::move(found.params);
                           admit(*found.route, std::move(call));
                       },
                       [&](RouteUnknown) { call.answer(folder_or_unknown(call.request)); },
                       [&](RouteOtherMethod& other) {
                           call.answer(problem(405, "method_not_allowed",
                                               "Allowed here: " + other.allow + ".")
                                           .with("Allow", other.allow));
                       },
                   },
                   match);
    }

    static bool is_operation(Endpoint endpoint) {
        return endpoint == Endpoint::healthz || endpoint == Endpoint::readyz ||
               endpoint == Endpoint::metrics;
    }

    static net::HttpResponse folder_or_unknown(const net::HttpRequest& request) {
        if (request.path != "/console" && request.path != "/shop") return unknown_path();
        return net::HttpResponse{.status = 308, .headers = {}, .body = nullptr}.with(
            "Location", request.path + "/");
    }

    void admit(const Route& route, Call call) {
        if (changes_something(route.method)) {
            const auto type =
                route.endpoint == Endpoint::import_holidays ? BodyType::calendar : BodyType::json;
            if (auto refused = refuse_foreign(call.request, own_origins, type))
                return call.answer(std::move(*refused));
        }
        switch (route.auth) {
            case AuthClass::everyone:
                return run(route.endpoint, std::move(call));
            case AuthClass::loopback:
                if (operations.is_near(call.request)) return run(route.endpoint, std::move(call));
                return call.answer(problem(
                    403, "forbidden", "Only from this machine or the networks in metrics.allow."));
            case AuthClass::agent:
            case AuthClass::admin:
                return sessions.authenticate(std::move(call), [this, &route](Call known) {
                    const bool is_admin = known.session->account.role == core::AgentRole::admin;
                    if (route.auth == AuthClass::agent || is_admin)
                        return run(route.endpoint, std::move(known));
                    known.answer(problem(403, "forbidden", "Only admins may do that."));
                });
            case AuthClass::missing:
                break;
        }
        call.answer(problem(500, "internal", "This route has no auth class."));
    }

    void run(Endpoint endpoint, Call call) {
        switch (endpoint) {
            case Endpoint::log_in:
                return sessions.log_in(std::move(call));
            case Endpoint::show_session:
                return sessions.show(std::move(call));
            case Endpoint::log_out:
                return sessions.log_out(std::move(call));
            case Endpoint::issue_ticket:
                return sessions.ticket(std::move(call));
            case Endpoint::conversation_events:
                return history.events(std::move(call));
            case Endpoint::contact:
                return history.contact(std::move(call));
            case Endpoint::search:
                return history.search(std::move(call));
            case Endpoint::admin_queues:
            case Endpoint::admin_queue:
            case Endpoint::admin_inboxes:
            case Endpoint::admin_inbox:
            case Endpoint::admin_agents:
            case Endpoint::admin_agent:
            case Endpoint::admin_password:
            case Endpoint::admin_sessions:
            case Endpoint::admin_changes:
            case Endpoint::admin_queue_routing:
            case Endpoint::admin_agent_routing:
            case Endpoint::admin_teams:
            case Endpoint::admin_team:
            case Endpoint::admin_tiers:
            case Endpoint::admin_skills:
                return admin.handle(endpoint, std::move(call));
            case Endpoint::conversation_timers:
                return promises.timers(std::move(call));
            case Endpoint::show_sla:
                return promises.show(std::move(call));
            case Endpoint::put_calendar:
                return promises.put_calendar(std::move(call));
            case Endpoint::remove_calendar:
                return promises.remove_calendar(std::move(call));
            case Endpoint::put_sla_policy:
                return promises.put_policy(std::move(call));
            case Endpoint::remove_sla_policy:
                return promises.remove_policy(std::move(call));
            case Endpoint::order_sla_policies:
                return promises.order_policies(std::move(call));
            case Endpoint::import_holidays:
                return promises.import_holidays(std::move(call));
            case Endpoint::preview_sla_policy:
                return promises.preview(std::move(call));
            case Endpoint::zones:
                return promises.zones(std::move(call));
            case Endpoint::healthz:
                return operations.healthz(std::move(call));
            case Endpoint::readyz:
                return operations.readyz(std::move(call));
            case Endpoint::metrics:
                return operations.metrics(std::move(call));
            case Endpoint::home:
                return pages.home(std::move(call));
            case Endpoint::console:
                return pages.console(std::move(call));
            case Endpoint::widget_loader:
                return pages.widget_loader(std::move(call));
            case Endpoint::widget:
                return pages.widget(std::move(call));
            case Endpoint::shop:
                return pages.shop(std::move(call));
            case Endpoint::socket:
                return call.answer(
                    problem(426, "upgrade_required", "This is a WebSocket's address.")
                        .with("Upgrade", "websocket"));
        }
    }

    std::vector<std::string> own_origins;
    std::size_t body_bytes_max;
    bool operations_only;
    bool secure_pages;
    HttpSurroundings::Upgrade customer_socket;
    HttpSurroundings::Upgrade agent_socket;
    HttpSurroundings::Upgrade echo_socket;
    std::shared_ptr<AnswerCounts> counts;
    SessionRoutes sessions;
    HistoryRoutes history;
    AdminRoutes admin;
    PromiseRoutes promises;
    OperationRoutes operations;
    PageRoutes pages;
};

HttpApi::HttpApi(HttpSurroundings surroundings, HttpOptions options)
    : impl_(std::make_unique<Impl>(std::move(surroundings), std::move(options))) {}
HttpApi::~HttpApi() = default;

void HttpApi::on_request(net::HttpRequest request, net::Responder respond) {
    const PageKind kind = page_kind_of(request.path);
    const bool secure = request.secure || impl_->secure_pages;
    // Answers may come after the end of this, from the history's thread by way of the loop.
    auto answer = [respond = std::move(respond), kind, secure,
                   counts = impl_->counts](net::HttpResponse response) mutable {
        add_security_headers(response, kind, secure);
        counts->count(response.status);
        respond(std::move(response));
    };
    impl_->request(Call{std::move(request), {}, std::nullopt, std::move(answer)});
}

net::UpgradeAnswer HttpApi::on_upgrade(const net::HttpRequest& request) {
    const HttpSurroundings::Upgrade* socket = nullptr;
    if (request.path == "/ws/customer") socket = &impl_->customer_socket;
    if (request.path == "/ws/agent") socket = &impl_->agent_socket;
    if (request.path == "/ws/echo") socket = &impl_->echo_socket;
    net::UpgradeAnswer answer = unknown_path();
    if (socket != nullptr && *socket && !impl_->operations_only) answer = (*socket)(request);
    if (auto* refused = std::get_if<net::HttpResponse>(&answer)) {
        add_security_headers(*refused, PageKind::api, request.secure || impl_->secure_pages);
        impl_->counts->count(refused->status);
    }
    return answer;
}

std::size_t HttpApi::body_bytes_max(const net::HttpRequest& head) {
    const auto match = match_route(http_routes(), head.method, head.path);
    const auto* found = std::get_if<RouteFound>(&match);
    const bool file = found != nullptr && found->route->endpoint == Endpoint::import_holidays;
    return file ? std::max(impl_->body_bytes_max, wire::kHolidayBytesMax) : impl_->body_bytes_max;
}

}  // namespace usher::gateway
