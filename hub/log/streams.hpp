// The two durable streams of a workspace ("in": commands, "log": decided events) and its ephemeral
// channel ("live"), and what keeps a workspace in order beside them: lease, snapshot, dead letters,
// heartbeats. Gateways append commands, the engine appends events, everybody reads with a position
// of their own. It never looks into the bytes, never trims by itself, never decides.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::log {

/// Called exactly once, on the loop's thread, never from inside the call it was given to. When the
/// object it was given to is destroyed first, it gets Error::Kind::cancelled in a later turn of the
/// loop: look at the error before touching anything the callback refers to.
template <class T>
using Callback = std::move_only_function<void(Result<T>)>;

/// One accepted command. `id` is Redis's ("<ms>-<n>"); ids of a stream grow, so an id is a
/// position.
struct CommandEntry {
    std::string id;
    std::string bytes;
};

/// One batch of decisions, stored as "<version>-0". Versions grow but may have gaps: compare with
/// the predecessor named inside.
struct EventEntry {
    std::uint64_t version = 0;
    std::string bytes;
};

/// The state of a workspace as of `version`, so that a start need not read the log from its
/// beginning.
struct Snapshot {
    std::uint64_t version = 0;
    std::string bytes;
};
inline constexpr std::size_t kSnapshotBytesMax = std::size_t{256} << 20;

/// Where the two streams begin and end. "first" is the oldest entry still there, 0 or "" when there
/// is none; "last" is the newest ever appended, also after a trim of everything.
struct StreamEdges {
    std::uint64_t first_event = 0;
    std::uint64_t last_event = 0;
    std::uint64_t events = 0;  ///< how many are there
    std::string first_command;
    std::string last_command;
    std::uint64_t commands = 0;
};

/// Which data a server has. A replica that takes over begins a history of its own and names the one
/// it goes on from, of which it may lack the end; a server that starts again begins one as well,
/// and names none.
struct Histories {
    std::string now;
    std::string before;  ///< that `now` goes on from; "" when from none
    std::string noted;   ///< by note_history(); "" when nothing was
};

/// A command that failed again and again and was put aside, so that the others go on.
struct DeadLetter {
    std::string id;     ///< of the command entry
    std::string cause;  ///< for an operator; cut at kCauseBytesMax
    std::uint32_t tries = 0;
    std::string bytes;
};
/// Per workspace; one more drops the letter of the oldest command.
inline constexpr std::size_t kDeadLettersMax = 10'000;
inline constexpr std::size_t kDeadLettersBytesMax = std::size_t{64} << 20;  ///< of one answer
inline constexpr std::size_t kCauseBytesMax = 1000;

/// The most entries one next() returns, whatever was asked for.
inline constexpr std::size_t kReadEntriesMax = 512;

/// Reads the "in" stream from a position of its own, over a connection of its own.
class CommandReader {
  public:
    virtual ~CommandReader() = default;
    /// Waits, without a deadline, until at least one entry is there; gives 1 to min(entries_max,
    /// 512) of them in order and moves the position behind them. At most one next() may be pending.
    /// An outage is waited out in silence. Errors: refused (credentials), corrupt (not a stream of
    /// ours), exhausted (one entry is larger than the reply limit), cancelled. After an error the
    /// position is where it was.
    virtual void next(std::size_t entries_max, Callback<std::vector<CommandEntry>> done) = 0;
};

/// Reads the "log" stream; the same promises as CommandReader.
class EventReader {
  public:
    virtual ~EventReader() = default;
    /// From a position in a trimmed stretch it gives the first entry still there; the predecessor
    /// named inside shows the gap.
    virtual void next(std::size_t entries_max, Callback<std::vector<EventEntry>> done) = 0;
};

/// Keeps a subscription alive; the handler is not called after its destruction.
class Subscription {
  public:
    virtual ~Subscription() = default;
};

/// Destroy readers and subscriptions before the Streams they came from.
class Streams {
  public:
    virtual ~Streams() = default;

    /// Success means durable as configured (appendfsync always: on disk). Appends of one turn leave
    /// together. What is in flight fails together and in order when the connection is lost, so a
    /// later append never overtakes a failed one. Errors: exhausted (too many or too large in
    /// flight, or Redis is out of memory), unavailable within 5 s (the text says when the outcome
    /// is unknown), refused.
    virtual void append_command(WorkspaceId workspace, std::string bytes,
                                Callback<std::string> done) = 0;

    /// `version` from 1. Error conflict: the stream already has this version or a newer one;
    /// otherwise as append_command. Of several in flight a later one can be stored although an
    /// earlier one was refused (out of memory, disk full); such a gap is seen by its predecessor.
    virtual void append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                              Callback<void> done) = 0;

    /// Entries after `after_id`; "" or "0-0" is the start.
    virtual std::unique_ptr<CommandReader> read_commands(WorkspaceId workspace,
                                                         std::string after_id) = 0;
    /// Entries after `after_version`; 0 is the start.
    virtual std::unique_ptr<EventReader> read_events(WorkspaceId workspace,
                                                     std::uint64_t after_version) = 0;

    /// The version append_event must exceed, 0 when nothing was ever appended; also right after a
    /// trim.
    virtual void last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) = 0;

    /// Drops commands with an id below `commands_before_id` and events with a version below
    /// `events_before_version`, exactly; "" and 0 leave that stream alone. What is appended next
    /// still needs a newer id and version. Error invalid: not an id.
    virtual void trim(WorkspaceId workspace, std::string commands_before_id,
                      std::uint64_t events_before_version, Callback<void> done) = 0;
    /// A stream that does not exist is all zeros.
    virtual void edges(WorkspaceId workspace, Callback<StreamEdges> done) = 0;

    /// Tries to hold the lease of the workspace's engine, or renews it, for `ttl` from when Redis
    /// hears of it; gives who holds it now (== holder on success). Only a hint, so that two engines
    /// do not work against each other for nothing: both may believe to hold it. That an older
    /// append_event is refused is what makes two engines safe.
    virtual void claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
                       Callback<std::string> done) = 0;
    /// Who holds it, "" when nobody does; changes nothing.
    virtual void holder(WorkspaceId workspace, Callback<std::string> done) = 0;
    /// Gives the lease up if it is this holder's; nothing otherwise.
    virtual void release(WorkspaceId workspace, std::string holder, Callback<void> done) = 0;

    /// Replaces the snapshot, all or nothing; its version is at least 1. Sent in pieces, so appends
    /// go on between them. Errors: conflict (there is one of this version or a newer one),
    /// exhausted (above 256 MiB, or Redis is out of memory); otherwise as append_command.
    virtual void put_snapshot(WorkspaceId workspace, Snapshot snapshot, Callback<void> done) = 0;
    /// The newest whole one; nothing when there is none. Error corrupt: it is damaged.
    virtual void snapshot(WorkspaceId workspace, Callback<std::optional<Snapshot>> done) = 0;

    /// Puts a command aside; also ends the count of its tries. The same id again replaces the
    /// letter.
    virtual void bury(WorkspaceId workspace, DeadLetter letter, Callback<void> done) = 0;
    /// The oldest commands first, at most `max` and fewer when they are together above 64 MiB.
    virtual void dead_letters(WorkspaceId workspace, std::size_t max,
                              Callback<std::vector<DeadLetter>> done) = 0;
    virtual void dead_letter_count(WorkspaceId workspace, Callback<std::uint64_t> done) = 0;
    /// Takes a letter off; false when there was none. Of two callers at once one gets true. Append
    /// its bytes first, then exhume: a command twice is harmless, a lost one is not.
    virtual void exhume(WorkspaceId workspace, std::string command_id, Callback<bool> done) = 0;

    /// Counts one more try of a command that may have killed the engine before, and gives the sum;
    /// it survives everybody's restart. Clear when the engine is past them.
    virtual void count_try(WorkspaceId workspace, std::string command_id,
                           Callback<std::uint32_t> done) = 0;
    virtual void clear_tries(WorkspaceId workspace, Callback<void> done) = 0;

    /// Of the server that holds the workspace. Whoever relies on the end of the log notes whose it
    /// is: when it is another's later, entries may be gone that nobody misses.
    virtual void histories(WorkspaceId workspace, Callback<Histories> done) = 0;
    virtual void note_history(WorkspaceId workspace, std::string history, Callback<void> done) = 0;

    /// A gateway's sign of life. Readers judge by whether the count still changes, so no clock is
    /// compared. It stays until it is forgotten; false when it was not there before, so that a
    /// gateway notices data that vanished.
    virtual void beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
                      Callback<bool> done) = 0;
    virtual void beats(WorkspaceId workspace,
                       Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) = 0;
    virtual void forget_beat(WorkspaceId workspace, GatewayId gateway, Callback<void> done) = 0;

    /// Ephemeral, at most once: dropped without a word when Redis is away or the queue is half
    /// full.
    virtual void publish(WorkspaceId workspace, std::string bytes) = 0;
    /// Calls `handler` for what is published from now on; subscribes again by itself after an
    /// outage. The handler may destroy the subscription.
    virtual std::unique_ptr<Subscription> subscribe(
        WorkspaceId workspace, std::function<void(std::string_view)> handler) = 0;

    /// Calls `handler` when the connection came back to another server process or another
    /// replication history than before: what was acknowledged may be gone there (a failover, a
    /// restart on older files), so whoever acknowledged something feeds it again. Not called for
    /// the first connection, nor for data that vanished under a running server (FLUSHALL). The
    /// handler may destroy the subscription.
    virtual std::unique_ptr<Subscription> on_new_server(std::function<void()> handler) = 0;

    /// For readiness. Fails at once, with the reason, while an outage is known.
    virtual void ping(Callback<void> done) = 0;
};

}  // namespace usher::log
