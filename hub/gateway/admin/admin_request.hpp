// One administrator's request on its way: who asks, for which workspace, under which command id;
// and what a refusal of the core means in HTTP. Used by the administration routes.
#pragma once

#include <memory>

#include "hub/gateway/admin/awaited_commands.hpp"
#include "hub/gateway/http/call.hpp"

namespace usher::gateway {

struct AdminRequest {
    Call call;
    LiveWorkspace* live = nullptr;
    /// The header Idempotency-Key, or a new one. A thing that is made gets its bits as id, so a
    /// repeated request makes nothing twice.
    std::string command_id;
    Bits128 made_id;

    core::Actor caller() const {
        const auto& account = call.session->account;
        return core::Actor::agent(account.agent, account.display_name);
    }
    const core::Workspace& state() const { return live->state(); }
    void answer(net::HttpResponse response) { call.answer(std::move(response)); }
};
using HeldRequest = std::shared_ptr<AdminRequest>;

net::HttpResponse refusal_of(const core::Rejection& rejection);
/// What did not come to a decision; it may have happened all the same.
net::HttpResponse undecided(const Error& error);

/// The command of the request: with its id and its caller.
core::Command command_of(const AdminRequest& request, core::CommandBody body);

/// Asks for the decision and goes on when it was made; answers the refusal itself.
void decide_then(AwaitedCommands& commands, HeldRequest request, core::CommandBody body,
                 std::move_only_function<void(HeldRequest)> go_on);

}  // namespace usher::gateway
