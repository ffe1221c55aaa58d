// The sans-I/O coordinator of one workspace: batches of commands in, log entries to append out. The shell
// (hub/app) reads and writes streams for it, asks the archive, and tells it what came of that. One append is in
// flight at a time; commands that arrive meanwhile wait and share the next entry.
#pragma once

#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "hub/core/decide.hpp"
#include "hub/core/model/log_entry.hpp"
#include "hub/engine/recall_stage.hpp"

namespace usher::engine {

// Inputs
struct CommandsRead { std::string cursor; std::vector<core::Command> commands; };
struct Appended { std::uint64_t version = 0; };
/// The answer to the Ask of this number, whenever it can be had: a failed attempt is the shell's to repeat.
struct Answered { std::uint64_t number = 0; Answer answer; };
/// The archive holds the log up to this version: what is closed for long may leave memory.
struct Archived { std::uint64_t version = 0; };
struct Woke {};
using Input = std::variant<CommandsRead, Appended, Answered, Archived, Woke>;

// Effects
struct Append { core::LogEntry entry; };
using Effect = std::variant<Append, Ask>;

class Engine {
  public:
    /// A workspace as its log left it, and the command cursor of the last entry.
    Engine(core::Workspace workspace, std::string epoch, std::string cursor);

    std::vector<Effect> handle(Input input, Timestamp now);

    /// When to send Woke; kNever while an append is in flight or nothing is due.
    Timestamp next_wakeup() const;

    /// Whether the shell should read more commands now.
    bool wants_commands() const { return arrived_.size() + recall_.size() < kWaitingMax; }
    const core::Workspace& workspace() const { return workspace_; }
    /// Commands that wait for the archive, or behind one that does.
    std::size_t held() const { return recall_.size(); }

    /// Commands of one log entry at most: bounds the entry and the time between two appends.
    static constexpr std::size_t kBatchMax = 512;
    static constexpr std::size_t kWaitingMax = 4096;

  private:
    void take(CommandsRead read);
    std::optional<core::LogEntry> decide_batch(Timestamp now);
    void decide_held(core::LogEntry& entry, Timestamp now);
    void decide_arrived(core::LogEntry& entry, Timestamp now);
    void decide(Waiting waiting, core::LogEntry& entry, Timestamp now);
    void recall(core::ContactRecalled recalled, core::LogEntry& entry, Timestamp now);
    void complete(ReadEntries::iterator read);
    void take(core::Events events, core::LogEntry& entry, Timestamp now);
    void settle(core::LogEntry& entry, Timestamp now);
    void review(core::LogEntry& entry, Timestamp now);
    void forget(core::LogEntry& entry, Timestamp now);

    core::Workspace workspace_;
    std::string epoch_;
    std::string cursor_;        ///< everything up to it is decided
    ReadEntries reads_;         ///< what of the command stream is not, in its order
    std::deque<Waiting> arrived_;
    RecallStage recall_;
    std::uint64_t archived_ = 0;
    std::size_t decided_ = 0;  ///< of the batch at work
    bool append_in_flight_ = false;
};

}  // namespace usher::engine
