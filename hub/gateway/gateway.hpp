// The socket side of a node, whole: made by the composition root, asked by the HTTP handler for
// upgrades. Everything runs on one loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/gateway/endpoints.hpp"
#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/live_workspace.hpp"
#include "hub/gateway/options.hpp"

namespace usher::gateway {

class Gateway {
  public:
    /// Loop, streams and history outlive it. Destroy it after the HTTP server, whose sockets it
    /// serves.
    Gateway(net::Loop& loop, log::Streams& streams, store::History& history,
            GatewayOptions options);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Begins to read the logs and reports that this gateway began anew.
    void start();
    /// All logs are read as far as they went at the start; sockets before that are closed with
    /// 1013.
    bool ready() const;

    CustomerEndpoint& customer_endpoint() { return customer_endpoint_; }
    AgentEndpoint& agent_endpoint() { return agent_endpoint_; }

    /// The addresses of the hub's own pages, when they are only known once it listens.
    void set_own_origins(std::vector<std::string> origins);

    /// Closes the consoles that a log-in opened, with 4013.
    void end_sessions(SessionId login);
    /// The archive of this node holds the log of a workspace up to `version`.
    void archived(WorkspaceId workspace, std::uint64_t version);

    /// Takes nothing new, waits until what was taken is decided (at most `wait`), then sends
    /// everybody away with 1012 and calls `done`.
    void drain(std::chrono::milliseconds wait, std::move_only_function<void()> done);

    /// Null for a workspace that is not served here.
    LiveWorkspace* workspace(WorkspaceId id);
    Tickets& tickets() { return tickets_; }
    HistoryReader& history() { return *history_; }
    const GatewayProbe& probe() const { return probe_; }

  private:
    void leave_when_idle();
    void look_at_clock();

    GatewayOptions options_;
    GatewayProbe probe_;
    SignedCustomerTokens tokens_;
    SignedTickets tickets_;
    std::shared_ptr<HistoryReader> history_;
    GatewayContext context_;
    std::vector<std::unique_ptr<LiveWorkspace>> workspaces_;
    CustomerEndpoint customer_endpoint_;
    AgentEndpoint agent_endpoint_;
    net::Timer drain_timer_;
    net::Timer clock_timer_;
    Timestamp drain_until_{};
    std::move_only_function<void()> drained_;
};

}  // namespace usher::gateway
