// When the open loop sends: a Poisson process from a seeded generator, so that a seed is a schedule
// on any machine. Used by the load; it reads no clock.
#pragma once

#include <cmath>
#include <cstdint>

namespace usher::bench {

/// splitmix64: small, fast, and the same everywhere (std distributions are not).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t x = state_ += 0x9e3779b97f4a7c15ULL;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31);
    }
    /// Below `end`, which is at least 1.
    std::uint32_t below(std::uint32_t end) {
        return static_cast<std::uint32_t>(((next() >> 32) * end) >> 32);
    }
    /// In (0, 1].
    double unit() { return static_cast<double>((next() >> 11) + 1) * 0x1p-53; }

  private:
    std::uint64_t state_;
};

class PoissonSchedule {
  public:
    /// The first arrival comes one gap after `start_ns`.
    PoissonSchedule(std::uint64_t seed, double rate_per_s, std::int64_t start_ns)
        : random_(seed), gap_ns_(1e9 / rate_per_s), due_ns_(static_cast<double>(start_ns)) {
        advance();
    }

    std::int64_t due_ns() const { return static_cast<std::int64_t>(due_ns_); }
    void advance() { due_ns_ -= std::log(random_.unit()) * gap_ns_; }

  private:
    Random random_;
    double gap_ns_;
    double due_ns_;
};

}  // namespace usher::bench
