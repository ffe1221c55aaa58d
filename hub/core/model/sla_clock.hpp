// One running or finished promise of time: an SLA target of one conversation, one cycle of it.
#pragma once

#include <cstdint>

#include "hub/base/timestamp.hpp"

namespace usher::core {

enum class SlaTarget : std::uint8_t {
    none,
    first_response,
    next_response,
    update,
    resolution_first,
    resolution_total
};
enum class ClockState : std::uint8_t { none, running, paused, met, missed, cancelled, waived };

struct SlaClock {
    SlaTarget target = SlaTarget::none;
    std::uint32_t cycle = 0;  ///< from 1, per target
    ClockState state = ClockState::none;
    Timestamp started{};
    Timestamp due{};
    Timestamp ended{};     ///< zero until answered, waived or cancelled
    Timestamp breached{};  ///< zero unless missed; equals due, whenever it was noticed
    bool operator==(const SlaClock&) const = default;

    bool exists() const { return target != SlaTarget::none; }
    /// Still owed: running, or missed and not answered yet.
    bool open() const { return exists() && ended == Timestamp{}; }
};

}  // namespace usher::core
