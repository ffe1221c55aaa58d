// Runs a task soon after it was asked for, and never more often than an interval allows: what was
// asked meanwhile shares the next run.
#pragma once

#include <chrono>
#include <functional>

#include "hub/net/loop.hpp"

namespace usher::gateway {

class Throttle {
  public:
    Throttle(net::Loop& loop, std::chrono::milliseconds interval, std::function<void()> task)
        : loop_(loop), interval_(interval), task_(std::move(task)), timer_(loop) {}

    void request() {
        if (asked_) return;
        asked_ = true;
        const auto since = std::chrono::floor<std::chrono::milliseconds>(loop_.now() - last_run_);
        const auto none = std::chrono::milliseconds(0);
        // A clock that was set back gives a whole interval, not for ever.
        timer_.after(since < none ? interval_ : std::max(none, interval_ - since), [this] {
            asked_ = false;
            last_run_ = loop_.now();
            task_();
        });
    }

  private:
    net::Loop& loop_;
    std::chrono::milliseconds interval_;
    std::function<void()> task_;
    net::Timer timer_;
    Timestamp last_run_{};
    bool asked_ = false;
};

}  // namespace usher::gateway
