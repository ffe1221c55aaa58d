// Log in, log out, who am I, a ticket for the agent socket; and finding the session behind a
// request's cookie. Called by HttpApi on the loop; passwords and accounts are looked at by the
// account workers.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "hub/gateway/http/account_workers.hpp"
#include "hub/gateway/http/call.hpp"
#include "hub/gateway/http/login_limits.hpp"
#include "hub/gateway/tickets.hpp"
#include "hub/ops/log.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::gateway {

struct SessionRules {
    std::chrono::seconds lifetime = std::chrono::days(30);
    std::int64_t login_per_address = 30;  ///< a minute
    std::int64_t login_per_email = 10;    ///< a minute
    /// The address people use begins with https, whatever the connection to us is.
    bool secure_cookies = false;
};

class SessionRoutes {
  public:
    /// Everything outlives this. `ended` is told of every log-out, to close that session's sockets.
    SessionRoutes(net::Loop& loop, AccountWorkers& workers, Tickets& tickets, SessionRules rules,
                  std::function<std::string(WorkspaceId)> workspace_name,
                  std::function<void(SessionId)> ended, ops::Metrics& metrics, ops::Log log);

    /// Answers 401 itself when there is no living session, else goes on with call.session set.
    void authenticate(Call call, std::move_only_function<void(Call)> go_on);

    void log_in(Call call);
    void show(Call call);
    void log_out(Call call);
    void ticket(Call call);

  private:
    bool secure(const net::HttpRequest& request) const {
        return request.secure || rules_.secure_cookies;
    }
    void logged_in(Call& call, const store::Account& account, const store::NewSession& session);
    std::string session_json(const store::Account& account, const std::string& ticket) const;

    net::Loop& loop_;
    AccountWorkers& workers_;
    Tickets& tickets_;
    SessionRules rules_;
    std::function<std::string(WorkspaceId)> workspace_name_;
    std::function<void(SessionId)> ended_;
    ops::Log log_;
    LoginLimits limits_;
    ops::Counter& logins_;
    ops::Counter& logins_wrong_;
    ops::Counter& logins_limited_;
    /// Workers' answers that come after the end of this are dropped.
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::gateway
