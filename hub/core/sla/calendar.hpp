// When a company works: windows of each weekday on the wall clock of a zone, and dates that are
// otherwise. An instant is open when the wall clock then shows a time in [open, close) of a window
// of that date: an hour that the clock repeats counts twice, one that it leaves out not at all.
// All arithmetic is on instants.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/core/sla/zone_rules.hpp"

namespace usher::core {

/// Of one local date; minutes since its midnight, `close` at most 24:00.
struct OpenWindow {
    std::chrono::minutes open{};
    std::chrono::minutes close{};
    bool operator==(const OpenWindow&) const = default;
};
using OpenWindows = std::vector<OpenWindow>;

struct Calendar {
    /// A stretch in which nothing changes.
    struct Piece {
        bool open = false;
        Timestamp until{};
    };

    std::string name;
    ZoneRules zone;
    std::array<OpenWindows, 7> week;  ///< from Monday; each in order, apart or touching
    std::map<std::chrono::local_days, OpenWindows> exceptions;  ///< instead of the weekday's

    /// `until` is after `t`; the piece behind it may be of the same kind.
    Piece at(Timestamp t) const;
    std::chrono::minutes open_in_a_week() const;
    bool operator==(const Calendar&) const = default;

  private:
    const OpenWindows& windows_of(std::chrono::local_days day) const;
};

/// What is wrong with the windows of one day: which of them (0 first) and why.
struct WindowMistake {
    std::size_t index = 0;
    std::string reason;
};
std::optional<WindowMistake> mistake_in(const OpenWindows& windows);

}  // namespace usher::core
