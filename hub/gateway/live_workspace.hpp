// One workspace as this gateway serves it: its log's tail and state, its commands, its sessions,
// and the routing of every entry to whom it concerns. Nothing is shown before its entry was read
// from the log.
#pragma once

#include "hub/gateway/agent_broadcast.hpp"
#include "hub/gateway/agent_consoles.hpp"
#include "hub/gateway/command_lane.hpp"
#include "hub/gateway/event_feed.hpp"
#include "hub/gateway/heartbeat.hpp"
#include "hub/gateway/live_signals.hpp"
#include "hub/gateway/standings.hpp"
#include "hub/gateway/workspace_tail.hpp"

namespace usher::gateway {

class LiveWorkspace final : private TailListener {
  public:
    LiveWorkspace(GatewayContext& context, WorkspaceId id);

    void start();
    /// The archive holds the log up to `version`.
    void archived(std::uint64_t version);
    /// Sessions may be served: the log was read as far as it went at the start.
    bool ready() const { return tail_.caught_up(); }

    WorkspaceId id() const { return id_; }
    const core::Workspace& state() const { return tail_.workspace(); }
    const std::string& epoch() const { return tail_.epoch(); }
    const RecentEvents& recent() const { return recent_; }
    FeedSource feeds() const;

    CommandLane& commands() { return commands_; }
    CustomerFollowers& customers() { return customers_; }
    ConversationWatchers& watchers() { return watchers_; }
    AgentBroadcast& broadcast() { return broadcast_; }
    AgentConsoles& consoles() { return consoles_; }
    LiveSignals& signals() { return signals_; }

  private:
    void on_entry(const TailEntry& entry) override;
    void on_caught_up() override;
    void on_restart(const std::string& why) override;
    std::vector<LiveRun> remember(const TailEntry& entry);
    void route(LiveRun& run);
    /// Closes consoles of agents whom the entry sends away.
    void end_access(const core::LogEntry& entry);

    GatewayContext& context_;
    WorkspaceId id_;
    RecentEvents recent_;
    CommandLane commands_;
    CustomerFollowers customers_;
    ConversationWatchers watchers_;
    WorkspaceTail tail_;
    Standings standings_;
    AgentBroadcast broadcast_;
    AgentConsoles consoles_;
    LiveSignals signals_;
    Heartbeat heartbeat_;
    std::unique_ptr<log::Subscription> new_server_;
    bool restarted_ = false;
};

using Workspaces = std::span<const std::unique_ptr<LiveWorkspace>>;
bool all_ready(Workspaces workspaces);

}  // namespace usher::gateway
