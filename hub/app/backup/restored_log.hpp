// One workspace of a backup on its way back: the entries that its archive lacks, the state as of
// the last one, and the entry with which its new life begins. Writes into the archive only; used by
// put_back().
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hub/core/model/workspace.hpp"
#include "hub/log/streams.hpp"
#include "hub/store/archive.hpp"

namespace usher::app {

class RestoredLog {
  public:
    RestoredLog(store::Archive& archive, WorkspaceId workspace)
        : archive_(archive), workspace_id_(workspace) {}

    /// Reads the records and writes what the archive lacks.
    Result<void> take(const std::filesystem::path& records);
    /// Ends what was; `used` is the newest version that somebody else may have seen.
    Result<void> begin_life(std::uint64_t used, Timestamp now);

    std::uint64_t entries() const { return entries_; }
    const std::vector<log::CommandEntry>& commands() const { return commands_; }
    const std::vector<log::DeadLetter>& dead_letters() const { return dead_letters_; }

  private:
    Result<void> take_entry(const log::EventEntry& stored);
    Result<void> write_waiting();

    store::Archive& archive_;
    WorkspaceId workspace_id_;
    core::Workspace state_;
    bool has_state_ = false;  ///< state_ is what the log up to the entry at hand gives
    std::vector<core::LogEntry> waiting_;
    std::vector<log::CommandEntry> commands_;
    std::vector<log::DeadLetter> dead_letters_;
    std::uint64_t entries_ = 0;
};

}  // namespace usher::app
