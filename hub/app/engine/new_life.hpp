// The entry with which a new life of a log begins: an epoch and a version that nobody can have seen
// before. Used when a log lost entries, when history has a hole, and when a backup was put back.
#pragma once

#include "hub/core/model/log_entry.hpp"
#include "hub/store/archive.hpp"

namespace usher::app {

/// It follows `previous`; `used` is the newest version that anybody may have seen. The epoch is at
/// least the seconds of `now`: the same old state put back twice gives two lives, not one twice.
core::LogEntry first_of_life(const store::Position& previous, std::uint64_t used, Timestamp now);

/// Decimal text as a number, 0 for none.
std::uint64_t number_of_epoch(const std::string& epoch);

}  // namespace usher::app
