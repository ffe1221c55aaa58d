// The HTTP side of the gateway: takes every request and upgrade of the listening port, lets through
// what the table of routes allows, and gives each answer its security headers. Made by app, one per
// server; it knows no socket, and endpoints do the work.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/http/page_routes.hpp"
#include "hub/gateway/http/promise_routes.hpp"
#include "hub/gateway/http/session_routes.hpp"
#include "hub/net/forwarded.hpp"
#include "hub/net/http_server.hpp"
#include "hub/ops/health.hpp"

namespace usher::gateway {

class LiveWorkspace;

/// What the HTTP side works with; all of it outlives HttpApi.
struct HttpSurroundings {
    net::Loop& loop;
    AccountWorkers& accounts;
    Tickets& tickets;
    HistoryReader& history;
    const ops::Health& health;
    ops::Metrics& metrics;
    ops::Log log;
    std::function<std::string(WorkspaceId)> workspace_name;
    /// A log-out: close that session's sockets with 4013.
    std::function<void(SessionId)> session_ended;
    using Upgrade = std::function<net::UpgradeAnswer(const net::HttpRequest&)>;
    Upgrade customer_socket;
    Upgrade agent_socket;
    Upgrade echo_socket;  ///< empty unless debug.echo
    /// For administration; null for a workspace that is not served here.
    std::function<LiveWorkspace*(WorkspaceId)> workspace{};
    /// An account may say more than the log: look now.
    std::function<void()> accounts_changed{};
    StateOfWorkspace state_of = {};
    SubmitCommand submit = {};
};

struct HttpOptions {
    Pages pages;
    SessionRules sessions;
    /// Origins of the console, "https://chat.example"; empty: wherever a request was sent to.
    std::vector<std::string> own_origins;
    /// May read /metrics besides this machine.
    net::TrustedProxies metrics_allowed;
    std::size_t body_bytes_max = 64 * 1024;
    /// Only health and metrics: the node has no gateway role.
    bool operations_only = false;
};

class HttpApi final : public net::HttpHandler {
  public:
    HttpApi(HttpSurroundings surroundings, HttpOptions options);
    ~HttpApi() override;

    void on_request(net::HttpRequest request, net::Responder respond) override;
    net::UpgradeAnswer on_upgrade(const net::HttpRequest& request) override;
    std::size_t body_bytes_max(const net::HttpRequest& head) override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace usher::gateway
