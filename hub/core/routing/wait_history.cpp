#include "hub/core/routing/wait_history.hpp"

#include <algorithm>
#include <vector>

namespace usher::core {
namespace {

/// The smallest value that at least `permille` of the sorted ones do not exceed.
std::uint32_t quantile(const std::vector<std::uint32_t>& sorted, std::size_t permille) {
    const auto at = (sorted.size() * permille + 999) / 1000;
    return sorted[std::max<std::size_t>(at, 1) - 1];
}

}  // namespace

void WaitHistory::add(const WaitSample& sample) {
    samples_.push_back(sample);
    if (samples_.size() > kSamplesMax) samples_.pop_front();
}

WaitHistory::Estimate WaitHistory::estimate(std::uint32_t place) const {
    // Near is a quarter off, and one at least: a wait grows with the place.
    const auto off = std::max<std::uint32_t>(place / 4, 1);
    std::vector<std::uint32_t> waits;
    for (const auto& sample : samples_) {
        if (sample.place + off >= place && sample.place <= place + off) {
            waits.push_back(sample.waited_s);
        }
    }
    const auto count = static_cast<std::uint32_t>(waits.size());
    if (count < kSamplesMin) return {{}, count};
    std::ranges::sort(waits);
    const auto half = quantile(waits, 500);
    return {{half, std::max({quantile(waits, 900), half, 1U})}, count};
}

WaitHistory::Coverage WaitHistory::coverage() const {
    Coverage coverage;
    for (const auto& sample : samples_) {
        if (!sample.told.known()) continue;
        ++coverage.told;
        const bool longer = sample.waited_s > sample.told.most;
        coverage.not_longer += !longer;
        coverage.within += !longer && sample.waited_s >= sample.told.half;
    }
    return coverage;
}

}  // namespace usher::core
