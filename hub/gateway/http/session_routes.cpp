#include "hub/gateway/http/session_routes.hpp"

#include <boost/json.hpp>

#include "hub/gateway/http/browser_rules.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/request_parts.hpp"

namespace usher::gateway {
namespace {

using Lane = AccountWorkers::Lane;

constexpr std::size_t kEmailBytesMax = 254;  // RFC 5321 section 4.5.3.1.3

std::string_view role_name(core::AgentRole role) {
    switch (role) {
        case core::AgentRole::admin:
            return "admin";
        case core::AgentRole::supervisor:
            return "supervisor";
        case core::AgentRole::agent:
        case core::AgentRole::none:
            break;
    }
    return "agent";
}

net::HttpResponse not_logged_in() {
    return problem(401, "not_logged_in", "Log in first: POST /api/v1/session.");
}

net::HttpResponse busy() {
    return problem_later(503, "busy", "Too many people log in at this moment. Try again.",
                         std::chrono::seconds(1));
}

struct Opened {
    store::Account account;
    store::NewSession session;
};

Result<Opened> open_session(store::Accounts& accounts, const std::string& email,
                            const std::string& password, Timestamp now, Duration lifetime) {
    auto account = accounts.verify(email, password);
    if (!account) return std::unexpected(account.error());
    auto session = accounts.create_session(account->agent, now, lifetime);
    if (!session) return std::unexpected(session.error());
    return Opened{std::move(*account), std::move(*session)};
}

}  // namespace

SessionRoutes::SessionRoutes(net::Loop& loop, AccountWorkers& workers, Tickets& tickets,
                             SessionRules rules,
                             std::function<std::string(WorkspaceId)> workspace_name,
                             std::function<void(SessionId)> ended, ops::Metrics& metrics,
                             ops::Log log)
    : loop_(loop),
      workers_(workers),
      tickets_(tickets),
      rules_(rules),
      workspace_name_(std::move(workspace_name)),
      ended_(std::move(ended)),
      log_(std::move(log)),
      limits_(rules.login_per_address, rules.login_per_email),
      logins_(metrics.counter("usher_logins_total", "Log-in attempts.", {{"result", "ok"}})),
      logins_wrong_(
          metrics.counter("usher_logins_total", "Log-in attempts.", {{"result", "wrong"}})),
      logins_limited_(
          metrics.counter("usher_logins_total", "Log-in attempts.", {{"result", "limited"}})) {}

void SessionRoutes::authenticate(Call call, std::move_only_function<void(Call)> go_on) {
    std::string token(session_token(call.request, secure(call.request)));
    if (token.empty()) return call.answer(not_logged_in());
    // Shared because a lane that is full gives the work back unused.
    auto held = std::make_shared<Call>(std::move(call));
    const bool taken = workers_.post(
        Lane::quick,
        [held, token = std::move(token), now = loop_.now(), alive = std::weak_ptr(alive_),
         log = log_,
         go_on = std::move(go_on)](store::Accounts& accounts) mutable -> AccountWorkers::Finish {
            return [held = std::move(held), alive, log, go_on = std::move(go_on),
                    session = accounts.find_session(token, now)]() mutable {
                if (alive.expired()) return;
                if (session) {
                    held->session = std::move(*session);
                    return go_on(std::move(*held));
                }
                if (session.error().kind == Error::Kind::refused)
                    return held->answer(not_logged_in());
                log.error("a session could not be looked up", {{"why", session.error().text}});
                held->answer(problem_of(session.error()));
            };
        });
    if (!taken) held->answer(busy());
}

void SessionRoutes::log_in(Call call) {
    auto body = read_text_object(call.request.body);
    if (!body) return call.answer(problem_of(body.error()));
    const std::string email = (*body)["email"];
    std::string password = (*body)["password"];
    if (email.empty() || email.size() > kEmailBytesMax || password.empty() ||
        password.size() > store::kPasswordBytesMax) {
        return call.answer(problem(400, "invalid", "Give \"email\" and \"password\" as texts."));
    }
    const Timestamp now = loop_.now();
    if (const auto wait = limits_.take(call.request.remote_address, email, now)) {
        logins_limited_.add();
        return call.answer(
            problem_later(429, "too_fast", "Too many attempts. Wait a little.", *wait));
    }
    auto held = std::make_shared<Call>(std::move(call));
    const bool taken = workers_.post(
        Lane::password,
        [this, held, email, password = std::move(password), now,
         lifetime = Duration(rules_.lifetime), alive = std::weak_ptr(alive_)](
            store::Accounts& accounts) mutable -> AccountWorkers::Finish {
            return [this, held = std::move(held), alive,
                    opened = open_session(accounts, email, password, now, lifetime)]() mutable {
                if (alive.expired()) return;
                if (opened) return logged_in(*held, opened->account, opened->session);
                if (opened.error().kind != Error::Kind::refused) {
                    log_.error("a log-in could not be checked", {{"why", opened.error().text}});
                    return held->answer(problem_of(opened.error()));
                }
                logins_wrong_.add();
                held->answer(problem(401, "wrong_credentials",
                                     "The e-mail address or the password is wrong."));
            };
        });
    if (!taken) held->answer(busy());
}

void SessionRoutes::logged_in(Call& call, const store::Account& account,
                              const store::NewSession& session) {
    logins_.add();
    log_.info("an agent logged in",
              {{"agent", account.agent.text()}, {"session", session.id.text()}});
    const TicketHolder holder{account.agent, account.workspace, session.id, account.session_epoch};
    const std::string ticket = tickets_.issue(holder, loop_.now());
    call.answer(net::HttpResponse::json(200, session_json(account, ticket))
                    .with("Set-Cookie",
                          session_cookie(session.token, rules_.lifetime, secure(call.request))));
}

std::string SessionRoutes::session_json(const store::Account& account,
                                        const std::string& ticket) const {
    boost::json::object body;
    body["agent"] = {{"id", account.agent.text()},
                     {"display_name", account.display_name},
                     {"email", account.email},
                     {"role", role_name(account.role)}};
    body["workspace"] = {{"id", account.workspace.text()},
                         {"name", workspace_name_(account.workspace)}};
    if (!ticket.empty()) body["ticket"] = ticket;
    return boost::json::serialize(body);
}

void SessionRoutes::show(Call call) {
    call.answer(net::HttpResponse::json(200, session_json(call.session->account, {})));
}

void SessionRoutes::ticket(Call call) {
    const store::Session& session = *call.session;
    boost::json::object body;
    body["ticket"] = tickets_.issue({session.account.agent, session.account.workspace, session.id,
                                     session.account.session_epoch},
                                    loop_.now());
    call.answer(net::HttpResponse::json(200, boost::json::serialize(body)));
}

void SessionRoutes::log_out(Call call) {
    auto held = std::make_shared<Call>(std::move(call));
    const bool taken = workers_.post(
        Lane::quick,
        [this, held, alive = std::weak_ptr(alive_)](
            store::Accounts& accounts) mutable -> AccountWorkers::Finish {
            auto done = accounts.end_session(held->session->id);
            return [this, held = std::move(held), alive, done = std::move(done)]() mutable {
                if (alive.expired()) return;
                if (!done) {
                    log_.error("a session could not be ended", {{"why", done.error().text}});
                    return held->answer(problem_of(done.error()));
                }
                log_.info("an agent logged out", {{"session", held->session->id.text()}});
                ended_(held->session->id);
                held->answer(net::HttpResponse{.status = 204, .headers = {}, .body = nullptr}.with(
                    "Set-Cookie", ended_session_cookie(secure(held->request))));
            };
        });
    if (!taken) held->answer(busy());
}

}  // namespace usher::gateway
