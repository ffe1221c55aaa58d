// How long those who waited in a queue did wait, by the place they began in, and what that says to the next
// one. Bounded: the latest kSamplesMax. Part of the workspace's state, filled by apply() only.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "hub/core/model/routing_state.hpp"

namespace usher::core {

struct WaitSample {
    std::uint32_t place = 0;
    std::uint32_t waited_s = 0;
    WaitRange told;
    bool operator==(const WaitSample&) const = default;
};

class WaitHistory {
  public:
    static constexpr std::size_t kSamplesMax = 256;
    /// With fewer from places like his, a customer is told nothing.
    static constexpr std::size_t kSamplesMin = 20;

    struct Estimate { WaitRange range; std::uint32_t samples = 0; };
    /// Of those who were told a range: how many did not wait longer, and how many waited within it.
    struct Coverage {
        std::uint32_t told = 0;
        std::uint32_t not_longer = 0;
        std::uint32_t within = 0;
    };

    void add(const WaitSample& sample);
    /// The half and nine tenths of what those waited who began near this place.
    Estimate estimate(std::uint32_t place) const;
    Coverage coverage() const;
    const std::deque<WaitSample>& samples() const { return samples_; }

  private:
    std::deque<WaitSample> samples_;
};

}  // namespace usher::core
