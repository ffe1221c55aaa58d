// The file in which a backup keeps what Redis has of one workspace: the snapshot, the log entries
// that the archive may lack, the commands nobody decided yet, the dead letters. One record after
// the other, each a line that says what it is and how long, then its bytes as Redis has them.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string_view>

#include "hub/log/streams.hpp"

namespace usher::app {

class LogRecordsWriter {
  public:
    explicit LogRecordsWriter(const std::filesystem::path& file);

    void snapshot(const log::Snapshot& snapshot);
    void event(const log::EventEntry& entry);
    void command(const log::CommandEntry& entry);
    void dead_letter(const log::DeadLetter& letter);
    /// Ends the file; error exhausted when something could not be written.
    Result<void> finish();

  private:
    void record(const std::string& head, std::string_view bytes);

    std::filesystem::path file_;
    std::ofstream out_;
};

struct LogRecordsTaker {
    std::function<Result<void>(log::Snapshot)> snapshot;
    std::function<Result<void>(log::EventEntry)> event;
    std::function<Result<void>(log::CommandEntry)> command;
    std::function<Result<void>(log::DeadLetter)> dead_letter;
};

/// In the order they were written; stops at the taker's first error. Error corrupt: not such a
/// file, or it ends too early.
Result<void> read_log_records(const std::filesystem::path& file, const LogRecordsTaker& taker);

}  // namespace usher::app
