// The archive: the log of every workspace as rows, with the position it was copied up to. The
// archiver calls it with runs of log entries, from one thread at a time. It never decides anything
// and never reads the log.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hub/base/result.hpp"
#include "hub/core/model/log_entry.hpp"

namespace usher::store {

/// The last log entry whose events are stored; version 0 and no epoch when nothing is.
struct Position {
    std::string epoch;
    std::uint64_t version = 0;
    bool operator==(const Position&) const = default;
};

class Archive {
  public:
    virtual ~Archive() = default;

    virtual Result<Position> position(WorkspaceId workspace) = 0;

    /// Stores the events of the entries and the new position in one transaction, or nothing at all.
    /// Entries at or below the position are skipped, so writing a run again has no effect. Batches
    /// of 100 events and more are cheap, single ones are not. Errors: conflict when an entry does
    /// not follow the position (its `previous` is another one) or is of another epoch than what is
    /// stored; invalid when the numbers of a conversation's events have a gap or an event names an
    /// unknown conversation; unavailable and exhausted (busy, disk full) may pass when tried again;
    /// corrupt does not.
    virtual Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) = 0;
};

}  // namespace usher::store
