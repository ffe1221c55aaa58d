// The archive: the log of every workspace as rows, with the position it was copied up to, and the
// newest snapshot of each workspace's state. The archiver calls it with runs of log entries, from
// one thread at a time. It never decides anything and never reads the log.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "hub/base/result.hpp"
#include "hub/core/model/log_entry.hpp"

namespace usher::store {

/// The last log entry whose events are stored; version 0 and no epoch when nothing is. Epochs are
/// decimal numbers as text and compare as numbers.
struct Position {
    std::string epoch;
    std::uint64_t version = 0;
    bool operator==(const Position&) const = default;
};

/// The state after a log entry, as somebody else encoded it.
struct Snapshot {
    std::string epoch;
    std::uint64_t version = 0;
    std::string bytes;  ///< at most kSnapshotBytesMax
};
inline constexpr std::size_t kSnapshotBytesMax = 256 * 1024 * 1024;

class Archive {
  public:
    virtual ~Archive() = default;

    virtual Result<Position> position(WorkspaceId workspace) = 0;

    /// Stores the events of the entries and the new position in one transaction, or nothing at all.
    /// Entries at or below the position are skipped, so writing a run again has no effect; so are
    /// entries of an earlier epoch from before the present one began. An entry of a later epoch is
    /// taken when its `previous` is the position's version, and the position moves to that epoch.
    /// Batches of 100 events and more are cheap, single ones are not. Errors: conflict when an
    /// entry does not follow the position (its `previous` is another one) or is of an earlier
    /// epoch; invalid when the numbers of a conversation's events have a gap or an event names an
    /// unknown conversation; unavailable and exhausted (busy, disk full) may pass when tried again;
    /// corrupt does not.
    virtual Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) = 0;

    /// An operator's decision, when what lies between the archive and the log is lost for good: the
    /// position jumps forward to `to`. After it each conversation may go on once with a gap in its
    /// seq, and one that was opened in the gap begins in its middle. Errors: invalid when `to` is
    /// not ahead of the position or is of an earlier epoch.
    virtual Result<void> accept_gap(WorkspaceId workspace, const Position& to) = 0;

    /// Replaces the kept snapshot. It must be of the archive's position: invalid when the archive
    /// is not that far, conflict when it is further or in another epoch; exhausted when it is too
    /// large.
    virtual Result<void> keep_snapshot(WorkspaceId workspace, const Snapshot& snapshot) = 0;
    virtual Result<std::optional<Snapshot>> snapshot(WorkspaceId workspace) = 0;

    /// Every event after the kept snapshot, of all when there is none, up to the position, in the
    /// order of the log. `take` must not call the store. This is how a state is built again when
    /// Redis lost everything.
    virtual Result<void> replay(WorkspaceId workspace,
                                const std::function<void(const core::Event&)>& take) = 0;
};

}  // namespace usher::store
