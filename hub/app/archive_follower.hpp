// Copies one workspace's log into the archive: reads a run of entries, writes it, goes on. Its
// position lies in the archive, in the transaction of the rows: stopping it anywhere loses and
// doubles nothing, and two of them do the same work twice at worst. Now and then it keeps the state
// beside the rows, so that a new life of the log need not replay all of them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"
#include "hub/store/archive.hpp"

namespace usher::app {

struct ArchiveEvents {
    /// The archive now holds everything up to `version`.
    std::function<void(WorkspaceId, std::uint64_t version)> archived;
    /// One sentence when something fails; empty when it works again.
    std::function<void(std::string)> trouble;
};

class ArchiveFollower {
  public:
    /// So many events are replayed at most beside those of the last snapshot's interval.
    static constexpr std::size_t kSnapshotEvents = 100'000;

    ArchiveFollower(net::Loop& loop, log::Streams& streams, store::Archive& archive,
                    WorkspaceId workspace, const ArchiveEvents& events);
    ~ArchiveFollower();

    /// Begins at the archive's own position; nothing when it is at work.
    void start();
    /// Another node does it from now on.
    void pause();
    /// The state after an entry that is on its way here. The first one, and then one after so many
    /// events, is kept when the archive is exactly there; the others are dropped.
    void offer(store::Snapshot snapshot);

  private:
    void begin();
    void next();
    void write(const std::vector<log::EventEntry>& stored);
    Result<void> write_and_keep(std::span<const core::LogEntry> entries);
    void keep();
    void again(const std::string& why);

    log::Streams& streams_;
    store::Archive& archive_;
    WorkspaceId workspace_;
    const ArchiveEvents& events_;
    net::Timer timer_;
    std::unique_ptr<log::EventReader> reader_;
    std::optional<store::Snapshot> offered_;
    std::uint64_t position_ = 0;
    std::size_t events_since_kept_ = kSnapshotEvents;  ///< since one was kept
    bool active_ = false;
    bool troubled_ = false;
    std::shared_ptr<int> run_;  ///< of the present start; callbacks of an earlier one are stale
};

}  // namespace usher::app
