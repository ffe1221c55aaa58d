#include "hub/gateway/admin/awaited_commands.hpp"

namespace usher::gateway {

class AwaitedCommands::Waiting final : public CommandCaller,
                                       public std::enable_shared_from_this<Waiting> {
  public:
    Waiting(AwaitedCommands& all, net::Loop& loop, Done done)
        : all_(all), timer_(loop), done_(std::move(done)) {
        timer_.after(kWaitMax, [this] { on_unavailable({}); });
    }
    void on_accepted(const std::string&) override {}
    void on_unavailable(const std::string&) override {
        finish(Error{Error::Kind::unavailable, "the command was not decided in time"});
    }
    void on_rejected(const std::string&, const core::Rejection& rejection) override {
        finish(rejection);
    }
    void on_settled(const std::string&, const Settled& settled) override { finish(settled); }
    Done take() { return std::move(done_); }

  private:
    void finish(Outcome outcome) {
        timer_.cancel();
        all_.finish(shared_from_this(), std::move(outcome));
    }

    AwaitedCommands& all_;
    net::Timer timer_;
    Done done_;
};

void AwaitedCommands::submit(LiveWorkspace& workspace, core::Command command, Done done) {
    auto waiting = std::make_shared<Waiting>(*this, loop_, std::move(done));
    const bool full = waiting_.size() >= kWaitingMax;
    waiting_.insert(waiting);
    if (full) {
        return finish(waiting, Error{Error::Kind::exhausted, "too many changes are under way"});
    }
    if (auto posted = workspace.commands().submit(std::move(command), waiting); !posted) {
        finish(waiting, posted.error());
    }
}

void AwaitedCommands::finish(const std::shared_ptr<Waiting>& waiting, Outcome outcome) {
    if (waiting_.erase(waiting) == 0) return;
    // Whoever calls is in the middle of an entry of the log.
    loop_.post([alive = std::weak_ptr(alive_), done = waiting->take(),
                outcome = std::move(outcome)]() mutable {
        if (!alive.expired()) done(std::move(outcome));
    });
}

}  // namespace usher::gateway
