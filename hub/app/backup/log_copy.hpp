// Follows one workspace's log while its archive is copied, and writes down what Redis has beyond
// it: so that together they lose nothing that was acknowledged before the copy ended. Reads only;
// used by `usher backup`, and by `usher restore --replace` to keep what it takes away.
#pragma once

#include <memory>

#include "hub/app/backup/log_records.hpp"
#include "hub/app/backup/manifest.hpp"
#include "hub/net/loop.hpp"
#include "hub/store/archive.hpp"

namespace usher::app {

class LogCopy {
  public:
    /// `archived` is what the archive holds at least; `streams` outlives it.
    LogCopy(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, std::uint64_t archived,
            const std::filesystem::path& file);

    /// Writes the snapshot and begins to follow, in later turns of the loop.
    Result<void> begin();
    /// The archive was copied at `archived_version`: follows the log up to its present end, then
    /// writes the undecided commands and the dead letters. Errors: conflict when entries between
    /// archive and log were trimmed meanwhile (try again); corrupt when the log has a hole.
    Result<BackupWorkspace> finish(const store::Position& archived);

  private:
    void follow();
    Result<void> take(const log::EventEntry& stored);
    Result<void> copy_commands(const log::StreamEdges& edges);
    Result<void> copy_dead_letters();

    net::Loop& loop_;
    log::Streams& streams_;
    BackupWorkspace summary_;
    LogRecordsWriter records_;
    std::unique_ptr<log::EventReader> reader_;
    std::uint64_t from_;  ///< the oldest entry wanted is the one after it
    std::uint64_t snapshot_version_ = 0;
    std::uint64_t first_previous_ = 0;  ///< of the oldest entry written
    std::string cursor_;                ///< commands up to it are decided
    Result<void> outcome_;
};

}  // namespace usher::app
