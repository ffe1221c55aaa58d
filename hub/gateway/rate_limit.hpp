// A token bucket: how often one socket may ask for something. Time comes in; a clock that goes back
// gives nothing and takes nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

#include "hub/base/timestamp.hpp"
#include "hub/gateway/options.hpp"

namespace usher::gateway {

class TokenBucket {
  public:
    TokenBucket(Rate rate, Timestamp now) : rate_(rate), tokens_(rate.burst), filled_(now) {}

    bool take(Timestamp now) {
        fill(now);
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }
    /// Until the next one, at least 1 ms.
    std::chrono::milliseconds wait() const {
        const double seconds = std::max(0.0, 1 - tokens_) / rate_.per_second;
        return std::chrono::milliseconds(std::max(1L, std::lround(std::ceil(seconds * 1000))));
    }

  private:
    void fill(Timestamp now) {
        if (now > filled_) {
            const double seconds = std::chrono::duration<double>(now - filled_).count();
            tokens_ = std::min(rate_.burst, tokens_ + seconds * rate_.per_second);
        }
        filled_ = now;
    }
    Rate rate_;
    double tokens_;
    Timestamp filled_;
};

}  // namespace usher::gateway
