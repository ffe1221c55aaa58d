// A log-linear histogram of durations in nanoseconds, in the manner of HdrHistogram: 64 sub-buckets
// per octave, so every value is known to 1/64 (1.6 %) from 1 ns to an hour in 19 KiB. Used by the
// metrics and by the benchmarks; not thread safe itself (ops keeps the same buckets as atomics).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace usher {

/// Where a value falls, shared by every store of such buckets.
namespace histogram_buckets {

inline constexpr unsigned kSubBits = 6;
inline constexpr std::uint64_t kSub = std::uint64_t{1} << kSubBits;
inline constexpr unsigned kTopBit = 41;  ///< largest octave: 2^41 .. 2^42 ns, 36 to 73 minutes
inline constexpr std::uint64_t kValueMax = (std::uint64_t{1} << (kTopBit + 1)) - 1;
inline constexpr std::size_t kCount = (kTopBit - kSubBits + 2) * kSub;

/// Values above kValueMax fall into the last bucket.
constexpr std::size_t index_of(std::uint64_t value) {
    value = std::min(value, kValueMax);
    if (value < kSub) return static_cast<std::size_t>(value);
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kSubBits;
    return static_cast<std::size_t>((std::uint64_t{shift} << kSubBits) + (value >> shift));
}

/// Smallest and largest value of a bucket.
constexpr std::uint64_t lowest(std::size_t index) {
    if (index < 2 * kSub) return index;
    const auto shift = static_cast<unsigned>(index >> kSubBits) - 1;
    return (kSub + (index & (kSub - 1))) << shift;
}
constexpr std::uint64_t highest(std::size_t index) {
    return lowest(index + 1) - 1;
}

}  // namespace histogram_buckets

class Histogram {
  public:
    void record(std::uint64_t value, std::uint64_t times = 1) {
        buckets_[histogram_buckets::index_of(value)] += times;
        count_ += times;
        sum_ += value * times;
        min_ = std::min(min_, value);
        max_ = std::max(max_, value);
    }

    /// For closed-loop measurements: a pause of `value` also hid the requests that should have been
    /// sent each `interval` meanwhile; they are recorded with the waits they would have had.
    void record_corrected(std::uint64_t value, std::uint64_t interval) {
        record(value);
        if (interval == 0) return;
        while (value > interval) {
            value -= interval;
            if (value < interval) break;
            record(value);
        }
    }

    /// The value that `quantile` (0 to 1) of all recorded ones do not exceed, at most 1/64 above
    /// the true one; 0 when nothing was recorded.
    std::uint64_t at(double quantile) const {
        if (count_ == 0) return 0;
        const auto wanted = static_cast<std::uint64_t>(
            std::clamp(quantile, 0.0, 1.0) * static_cast<double>(count_) + 0.5);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            seen += buckets_[i];
            if (seen >= std::max<std::uint64_t>(wanted, 1)) {
                return std::clamp(histogram_buckets::highest(i), min_, max_);
            }
        }
        return max_;
    }

    void merge(const Histogram& other) {
        for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
        count_ += other.count_;
        sum_ += other.sum_;
        min_ = std::min(min_, other.min_);
        max_ = std::max(max_, other.max_);
    }

    std::uint64_t count() const { return count_; }
    std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
    std::uint64_t max() const { return max_; }
    double mean() const {
        return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
    }

  private:
    std::array<std::uint64_t, histogram_buckets::kCount> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
};

}  // namespace usher
