// How far the wall clock of a place is from UTC, and when that changes. Made from the time zone
// database by whoever may read files; calendars count with it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "hub/base/timestamp.hpp"

namespace usher::core {

struct ZoneRules {
    struct Change {
        Timestamp from;
        std::chrono::seconds offset;  ///< wall clock minus UTC
        bool operator==(const Change&) const = default;
    };
    struct Span {
        std::chrono::seconds offset;
        Timestamp until;  ///< kNever when it stays so
    };

    std::string name;             ///< of the IANA database, as Europe/Berlin
    std::vector<Change> changes;  ///< ascending, at least one; the first holds before it as well

    Span at(Timestamp t) const;
    bool operator==(const ZoneRules&) const = default;
};

}  // namespace usher::core
