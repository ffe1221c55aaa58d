// One console's socket: the hello with its ticket, the list, the conversations it watches, the
// agent's commands. Every agent sees every conversation of his workspace; what he may do, the
// engine decides.
#pragma once

#include "hub/gateway/agent_snapshot.hpp"
#include "hub/gateway/agent_watches.hpp"
#include "hub/gateway/customer_hello.hpp"
#include "hub/gateway/socket_session.hpp"

namespace usher::gateway {

class AgentSession final : public SocketSession,
                           public AgentFollower,
                           public std::enable_shared_from_this<AgentSession> {
  public:
    AgentSession(GatewayContext& context, Workspaces workspaces,
                 std::shared_ptr<net::WebSocket> socket, wire::Encoding encoding);
    ~AgentSession() override;

    WorkspaceId workspace() const override { return holder_.workspace; }
    SessionId login() const override { return holder_.session; }

    void on_run(LiveRun& run) override;
    AgentId agent() const override { return holder_.agent; }
    void on_access_changed(const core::Agent& agent) override;
    bool synced() const override { return synced_; }
    void fall_behind(std::uint64_t position) override;
    SessionOutput& output() override { return output_; }
    void on_settled(const std::string& command_id, const Settled& settled) override;

  private:
    void on_frames(std::string_view bytes) override;
    void on_gone() override;

    void handle(wire::AgentFrame& frame);
    void greet(const wire::AgentHello& hello);
    void welcome(const wire::AgentHello& hello);

    // agent_commands.cpp
    void on(wire::AgentSend& send);
    void on(const wire::AgentReceipt& receipt);
    void on(const wire::AgentTyping& typing);
    void on(const wire::AgentHistory& history);
    void on(const wire::AgentWatch& watch);
    void begin_watch(const wire::AgentWatch& watch, std::uint64_t archived_seq);
    void watch_forgotten(const wire::AgentWatch& watch);
    void on(wire::AgentPresence& presence);
    void on(wire::AgentAssign& assign);
    void on(wire::AgentTransfer& transfer);
    void on(wire::AgentResolve& resolve);
    void on(wire::AgentReopen& reopen);
    void on(wire::AgentSetPresence& set);
    void on(wire::AgentSetCapacity& set);
    void on(wire::AgentCommand& command);
    void on(wire::AgentWorkStatus& set);
    void on(wire::AgentWaive& waive);
    void on(wire::AgentLabel& label);
    void submit(std::string command_id, core::CommandBody body);
    core::Actor actor() const;
    std::weak_ptr<CommandCaller> self() { return weak_from_this(); }

    Workspaces workspaces_;
    TicketHolder holder_;
    LiveWorkspace* workspace_ = nullptr;  ///< null before the hello
    std::unique_ptr<AgentWatches> watches_;
    std::shared_ptr<AgentSnapshot> snapshot_;
    bool synced_ = false;
    std::unordered_map<ConversationId, std::uint64_t> receipts_;  ///< posted; of watched ones
    std::unordered_set<ConversationId> asked_watches_;  ///< the history is asked whether they exist
};

}  // namespace usher::gateway
