// One command that came by HTTP: submitted for the asker, and the request answered with what became
// of it, within a limit. Belongs to itself until then.
#pragma once

#include <functional>

#include "hub/core/model/command.hpp"
#include "hub/gateway/http/call.hpp"
#include "hub/gateway/pending_commands.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

/// False when it cannot be taken now: no answer will come.
using SubmitCommand = std::function<bool(WorkspaceId workspace, core::Command command,
                                         const std::weak_ptr<CommandCaller>& caller)>;

class OneCommand final : public CommandCaller, public std::enable_shared_from_this<OneCommand> {
  public:
    static constexpr std::chrono::seconds kDecisionWait{10};

    /// Answers `call` when it is decided: with `done`, or a problem.
    static void run(net::Loop& loop, const SubmitCommand& submit, Call call, core::CommandBody body,
                    Timestamp now, net::HttpResponse done = nothing_to_tell());

    OneCommand(net::Loop& loop, Call call, net::HttpResponse done)
        : call_(std::move(call)), done_(std::move(done)), limit_(loop) {}
    void on_accepted(const std::string&) override {}
    void on_unavailable(const std::string& id) override;
    void on_rejected(const std::string& id, const core::Rejection& rejection) override;
    void on_settled(const std::string& id, const Settled& settled) override;

  private:
    static net::HttpResponse nothing_to_tell() {
        return {.status = 204, .headers = {}, .body = nullptr};
    }
    void answer(net::HttpResponse response);

    Call call_;
    net::HttpResponse done_;
    net::Timer limit_;
    std::shared_ptr<OneCommand> alive_;  ///< itself, until it is answered
};

}  // namespace usher::gateway
