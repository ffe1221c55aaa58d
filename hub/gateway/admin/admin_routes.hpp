// Administration over HTTP: queues, inboxes, agents and the record of changes, for administrators.
// Reads the body, asks the core for the decision, answers with the thing as it is then. Called by
// HttpApi with a session whose account is an administrator's; whether he still is one, the core
// decides.
#pragma once

#include "hub/gateway/admin/agent_accounts.hpp"
#include "hub/gateway/admin/routing_routes.hpp"
#include "hub/gateway/http/history_routes.hpp"
#include "hub/gateway/http/routes.hpp"

namespace usher::gateway {

struct AdminSurroundings {
    net::Loop& loop;
    AccountWorkers& workers;
    HistoryRoutes& history;
    /// Null for a workspace that is not served here.
    std::function<LiveWorkspace*(WorkspaceId)> workspace;
    /// An account may say more than the log.
    std::function<void()> accounts_changed;
    ops::Log log;
};

class AdminRoutes {
  public:
    static constexpr std::size_t kAgentsDefault = 200;
    static constexpr std::size_t kAgentsMax = 1000;

    explicit AdminRoutes(AdminSurroundings surroundings)
        : around_(std::move(surroundings)),
          commands_(around_.loop),
          accounts_(around_.loop, around_.workers, commands_, around_.accounts_changed,
                    around_.log),
          routing_(commands_) {}

    /// One of the admin endpoints.
    void handle(Endpoint endpoint, Call call);

  private:
    void queues(HeldRequest request);
    void inboxes(HeldRequest request);
    void agents(HeldRequest request);
    void list_agents(AdminRequest& request);
    void change_queue(HeldRequest request, QueueId id, bool create);
    void change_inbox(HeldRequest request, InboxId id, bool create);
    void change_agent(HeldRequest request, AgentId id);
    void create_agent(HeldRequest request);
    void password(HeldRequest request, AgentId id);

    AdminSurroundings around_;
    EntropyPool entropy_;
    AwaitedCommands commands_;
    AgentAccounts accounts_;
    RoutingRoutes routing_;
};

}  // namespace usher::gateway
