// How many commands of a gateway may wait for their decision: as many as are decided in a moment,
// by what was decided lately while there were always some. More is refused at once, so that under
// any load what is taken is answered soon, and hardly slower than without the rest. While nothing
// is decided at all, because an engine changes over, as many more may wait as would have been: those
// are acknowledged, and the next engine decides them. Part of a command lane; numbers in, a yes or
// no out.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "hub/base/timestamp.hpp"

namespace usher::gateway {

class WaitingLimit {
  public:
    static constexpr std::chrono::milliseconds kWaitMax{1'000};
    /// The same while no engine decides: a takeover and what it needs to start.
    static constexpr std::chrono::milliseconds kWaitMaxWithout{6'000};
    /// A longer pause is not measured.
    static constexpr std::chrono::milliseconds kSilence{500};
    static constexpr std::chrono::milliseconds kWindow{250};
    /// So many may wait whatever was measured, and before anything was.
    static constexpr std::size_t kAlways = 512;
    static constexpr std::size_t kAtFirst = 8'192;

    /// Whether one more may join the `waiting`.
    bool admits(std::size_t waiting, Timestamp now) const { return waiting < limit(now); }
    /// `count` were decided together; `waiting` are left.
    void decided(std::size_t count, std::size_t waiting, Timestamp now);
    std::size_t limit(Timestamp now) const;

  private:
    double per_second_ = 0;  ///< when there is enough to do; 0: not known yet
    Timestamp began_{};      ///< the window
    std::size_t count_ = 0;
    std::size_t fewest_ = 0;  ///< that waited within it
    Timestamp last_{};        ///< when something was decided
};

}  // namespace usher::gateway
