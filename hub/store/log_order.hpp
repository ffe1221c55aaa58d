// Which log entries an archive may take: the rules of order and of epochs, the same for every
// store. Archives ask before they write; it reads and writes nothing.
#pragma once

#include <cstdint>

#include "hub/core/model/log_entry.hpp"
#include "hub/store/archive.hpp"

namespace usher::store {

/// Where a log stands in an archive.
struct LogMark {
    Position position;
    /// The version at which the present epoch took over: what was written before it is of an
    /// earlier one.
    std::uint64_t epoch_began = 0;
};

/// Epochs are decimal numbers as text. False when one of them is none, or both are the same.
bool later_epoch(std::string_view epoch, std::string_view than);

/// False for an entry that is stored already. Raises conflict for one that does not follow.
bool follows(const LogMark& mark, const core::LogEntry& entry);

/// Moves the mark to an entry that follows.
void advance(LogMark& mark, const Position& to);

/// Raises invalid when a gap up to `to` makes no sense: not ahead, or of an earlier epoch.
void check_gap(const LogMark& mark, const Position& to);

/// Raises what Archive::keep_snapshot() says, unless the snapshot is of this very position.
void check_snapshot(const Position& position, const Snapshot& snapshot);

}  // namespace usher::store
