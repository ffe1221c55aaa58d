// Commands that were decided not long ago and are too many to be remembered one by one: it says
// whether one of them may have been seen, at 20 bits each. What it denies was certainly not among
// them; one in about 2,000 of what it does not deny was not either, times the generations held.
// Part of the workspace state by way of RecentKeys: the same events give the same bits.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/timestamp.hpp"

namespace usher::core {

class SeenKeys {
  public:
    static constexpr std::size_t kGenerationKeys = 131'072;
    /// 320 KiB each: 20 MiB and 8 million commands when all are there.
    static constexpr std::size_t kGenerationsMax = 64;

    /// Keys that came one after the other, forgotten together.
    struct Generation {
        std::uint32_t keys = 0;
        Timestamp last{};  ///< the latest of their instants
        std::vector<std::uint64_t> bits;
        bool operator==(const Generation&) const = default;
    };

    void add(const Bits128& key, Timestamp at);
    bool may_contain(const Bits128& key) const;
    /// Lets go of every generation whose keys are all older, and of what is too many. Gives the
    /// latest instant of what went.
    std::optional<Timestamp> forget(Timestamp before);

    /// For snapshots: the oldest first, and the same put back. False: not of this shape.
    const std::deque<Generation>& generations() const { return generations_; }
    bool restore(Generation generation);

  private:
    std::deque<Generation> generations_;
};

}  // namespace usher::core
