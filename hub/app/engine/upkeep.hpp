// What an engine does beside deciding, a few times a minute: snapshots into Redis, trimming below
// what archive and snapshot both hold, and a look whether the log still is what was appended. Owned
// by the pump; it changes no state.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hub/core/model/workspace.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

struct UpkeepEvents {
    std::function<const core::Workspace&()> state;
    std::function<std::string()> epoch;
    std::function<std::string()> cursor;
    /// Entries are gone that nobody trimmed, at the end or the beginning; the oldest that is there
    /// is `first_event`, 0 when there is none.
    std::function<void(std::uint64_t first_event)> lost;
    std::function<void(std::string)> trouble;              ///< one sentence
    std::function<void(const log::Snapshot&)> taken = {};  ///< a snapshot, before Redis has it
};

class Upkeep {
  public:
    /// A start reads at most so many entries, or so much time's, behind the snapshot.
    static constexpr std::uint64_t kSnapshotEntries = 20'000;
    static constexpr std::chrono::minutes kSnapshotInterval{5};
    /// So many entries stay behind the trim, for readers that were away for a moment.
    static constexpr std::uint64_t kMargin = 2'000;
    static constexpr std::chrono::milliseconds kLookInterval{1'000};

    Upkeep(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
           std::uint64_t snapshot_version, std::uint64_t first_event, UpkeepEvents events);
    ~Upkeep();

    void start() { look_later(); }
    /// The log holds everything the state is made of. Called after every append.
    void appended(std::uint64_t version);
    void archived(std::uint64_t version);
    /// Redis lost entries. The snapshot may have gone the same way, and what is appended again may
    /// begin behind a hole that only the archive knows: a new one is taken at the next look.
    void log_lost();
    /// Entries up to `version` are in no log. Until the archive has them a snapshot would let the
    /// next engine go on without them.
    void wait_for_archive(std::uint64_t version) { lost_through_ = version; }

  private:
    void look_later();
    void look();
    void on_edges(const log::StreamEdges& edges, std::uint64_t expected);
    bool due() const;
    void take_snapshot();
    void trim();

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    UpkeepEvents events_;
    net::Timer timer_;

    struct Kept {
        std::uint64_t version = 0;
        std::string cursor;
    };
    Kept kept_;  ///< the snapshot Redis holds
    Timestamp kept_at_{};
    std::uint64_t appended_ = 0;
    std::uint64_t archived_ = 0;
    std::uint64_t lost_through_ = 0;
    std::uint64_t trimmed_ = 0;     ///< events below this are gone
    std::uint64_t first_seen_ = 0;  ///< the oldest entry at the last look
    bool putting_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
