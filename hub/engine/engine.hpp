// The sans-I/O coordinator of one workspace: batches of commands in, log entries to append out. The shell
// (hub/app) reads and writes streams for it and tells it what came of that. One append is in flight at a
// time; commands that arrive meanwhile wait and share the next entry.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "hub/core/decide.hpp"
#include "hub/core/model/log_entry.hpp"

namespace usher::engine {

// Inputs
struct CommandsRead { std::string cursor; std::vector<core::Command> commands; };
struct Appended { std::uint64_t version = 0; };
struct Woke {};
using Input = std::variant<CommandsRead, Appended, Woke>;

// Effects
struct Append { core::LogEntry entry; };
using Effect = std::variant<Append>;

class Engine {
  public:
    /// A workspace as its log left it, and the command cursor of the last entry.
    Engine(core::Workspace workspace, std::string epoch, std::string cursor);

    std::vector<Effect> handle(Input input, Timestamp now);

    /// When to send Woke; kNever while an append is in flight or nothing is due.
    Timestamp next_wakeup() const;

    /// Whether the shell should read more commands now.
    bool wants_commands() const { return waiting_.size() < kWaitingMax; }
    const core::Workspace& workspace() const { return workspace_; }

    /// Commands of one log entry at most: bounds the entry and the time between two appends.
    static constexpr std::size_t kBatchMax = 512;
    static constexpr std::size_t kWaitingMax = 4096;

  private:
    struct Waiting {
        std::string cursor;  ///< empty unless the command is the last of its stream entry
        core::Command command;
    };
    std::optional<core::LogEntry> decide_batch(Timestamp now);
    void take(core::Events events, core::LogEntry& entry, Timestamp now);
    void settle(core::LogEntry& entry, Timestamp now);

    core::Workspace workspace_;
    std::string epoch_;
    std::string cursor_;
    std::vector<Waiting> waiting_;
    bool append_in_flight_ = false;
};

}  // namespace usher::engine
