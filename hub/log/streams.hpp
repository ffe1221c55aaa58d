// The two durable streams of a workspace ("in": commands, "log": decided events) and its ephemeral
// channel
// ("live"), as the rooms above see them. Gateways append commands, the engine appends events,
// everybody reads with a position of their own. It never looks into the bytes, never trims, never
// decides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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

    /// Ephemeral, at most once: dropped without a word when Redis is away or the queue is half
    /// full.
    virtual void publish(WorkspaceId workspace, std::string bytes) = 0;
    /// Calls `handler` for what is published from now on; subscribes again by itself after an
    /// outage. The handler may destroy the subscription.
    virtual std::unique_ptr<Subscription> subscribe(
        WorkspaceId workspace, std::function<void(std::string_view)> handler) = 0;

    /// For readiness. Fails at once, with the reason, while an outage is known.
    virtual void ping(Callback<void> done) = 0;
};

}  // namespace usher::log
