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
    Timestamp due{};       ///< zero while its time stands still
    Timestamp ended{};     ///< zero until answered, waived or cancelled
    Timestamp breached{};  ///< zero unless missed; the due instant, whenever it was noticed
    Duration allowed{};    ///< of open time; zero in old logs: due less started
    Duration left{};       ///< of that, while its time stands still
    Timestamp warn{};      ///< when the next warning comes; zero: none is left
    std::uint32_t warned = 0;  ///< how many were given in this cycle
    bool operator==(const SlaClock&) const = default;

    bool exists() const { return target != SlaTarget::none; }
    /// Still owed: running, or missed and not answered yet.
    bool open() const { return exists() && ended == Timestamp{}; }
    /// It will be missed at its due instant unless something happens.
    bool ticks() const { return open() && breached == Timestamp{} && due != Timestamp{}; }
};

}  // namespace usher::core
