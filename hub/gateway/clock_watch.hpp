// Notices that the wall clock was set: it went another way than the one that never steps. Clients
// make ids by the hub's time, so they are told at once. Part of the gateway's context.
#pragma once

#include <chrono>

#include "hub/net/loop.hpp"

namespace usher::gateway {

class ClockWatch {
  public:
    /// Far below the slack an id's time may have, and above what keeping a clock in time does.
    static constexpr std::chrono::seconds kStepMin{30};

    explicit ClockWatch(net::Loop& loop) : loop_(loop), apart_(apart()) {}

    /// Whether it was since the last look.
    bool was_set() {
        const auto now = apart();
        if (std::chrono::abs(now - apart_) < kStepMin) return false;
        apart_ = now;
        return true;
    }

  private:
    /// Of the wall clock from the other one; changes only by being set.
    std::chrono::microseconds apart() const {
        const auto steady = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(
            loop_.now().time_since_epoch() - steady);
    }
    net::Loop& loop_;
    std::chrono::microseconds apart_;
};

}  // namespace usher::gateway
