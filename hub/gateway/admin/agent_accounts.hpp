// What administration does to accounts beside the log: a new agent gets one first, password and
// sessions change after the record of it stands in the log, and what the log says of an agent is
// repeated there. A crash between the two is repaired by app's AgentDirectory.
#pragma once

#include "hub/gateway/admin/admin_request.hpp"
#include "hub/gateway/http/account_workers.hpp"
#include "hub/ops/log.hpp"

namespace usher::gateway {

class AgentAccounts {
  public:
    /// `changed` is called when an account may say more than the log. All outlive this.
    AgentAccounts(net::Loop& loop, AccountWorkers& workers, AwaitedCommands& commands,
                  std::function<void()> changed, ops::Log log)
        : loop_(loop),
          workers_(workers),
          commands_(commands),
          changed_(std::move(changed)),
          log_(std::move(log)) {}

    /// The account, then the agent in the log. 201 with the agent, and the password if one was made
    /// for him.
    void create(HeldRequest request, core::ChangeAgent change, std::optional<std::string> password);
    /// The log has the change: repeats it in the account, then answers with the agent.
    void follow(HeldRequest request, AgentId agent);
    /// 200 with the password if one was made.
    void set_password(HeldRequest request, AgentId agent, std::optional<std::string> password);
    /// 204.
    void end_sessions(HeldRequest request, AgentId agent);

  private:
    using Work = std::move_only_function<Result<void>(store::Accounts&)>;
    using GoOn = std::move_only_function<void(Result<void>)>;
    /// Answers itself when the lane is full.
    void work(AccountWorkers::Lane lane, const HeldRequest& request, Work work, GoOn go_on);
    /// Why the core would not do it, by the state as it is here; the engine decides.
    std::optional<core::Rejection> foreseen(const AdminRequest& request,
                                            core::CommandBody body) const;
    void register_agent(HeldRequest request, core::ChangeAgent change, std::string made_password);
    void take_back(HeldRequest request, AgentId agent, core::Rejection refused);
    void failed(AdminRequest& request, const Error& error, const char* what);

    net::Loop& loop_;
    AccountWorkers& workers_;
    AwaitedCommands& commands_;
    std::function<void()> changed_;
    ops::Log log_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::gateway
