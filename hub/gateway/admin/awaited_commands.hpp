// Commands of requests instead of sockets: submitted, and what became of them told once, within a
// limit. Used by the administration routes; lives on the loop.
#pragma once

#include <functional>
#include <memory>
#include <unordered_set>
#include <variant>

#include "hub/gateway/live_workspace.hpp"

namespace usher::gateway {

class AwaitedCommands {
  public:
    /// Settled: done, or done before. Error unavailable: it may have happened.
    using Outcome = std::variant<Settled, core::Rejection, Error>;
    using Done = std::move_only_function<void(Outcome)>;

    /// Of one gateway, at once.
    static constexpr std::size_t kWaitingMax = 256;
    static constexpr std::chrono::seconds kWaitMax{8};

    explicit AwaitedCommands(net::Loop& loop) : loop_(loop) {}

    /// `done` is called in a later turn; never when this is destroyed first.
    void submit(LiveWorkspace& workspace, core::Command command, Done done);

  private:
    class Waiting;
    void finish(const std::shared_ptr<Waiting>& waiting, Outcome outcome);

    net::Loop& loop_;
    std::unordered_set<std::shared_ptr<Waiting>> waiting_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::gateway
