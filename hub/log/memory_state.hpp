// What MemoryStreams stores, and how it answers; shared by its .cpp files only.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>

#include "hub/log/handler_list.hpp"
#include "hub/log/memory_streams.hpp"
#include "hub/log/redis_keys.hpp"

namespace usher::log {

/// (milliseconds, number within them) for commands, (version, 0) for events.
using Position = StreamPosition;
using Entries = std::map<Position, std::string>;

struct Lease {
    std::string holder;
    std::chrono::steady_clock::time_point until{};
};

struct Listener {
    std::function<void(std::string_view)> handler;
    bool active = true;
};

struct Stored {
    Entries commands;
    Entries events;
    Position last_command{};
    std::uint64_t last_version = 0;
    std::optional<Lease> lease;
    std::optional<Snapshot> snapshot;
    std::map<Position, DeadLetter> dead;
    std::map<std::string, std::uint32_t> tries;
    std::map<GatewayId, std::uint64_t> beats;
    std::string history;  ///< that was noted
    std::vector<std::shared_ptr<Listener>> listeners;
};

/// A reader with a pending next(); looked at after each append.
struct Waiter {
    virtual ~Waiter() = default;
    virtual void look() = 0;
    virtual void cancel() = 0;
};

struct MemoryState : std::enable_shared_from_this<MemoryState> {
    MemoryState(net::Loop& l, std::size_t count, std::size_t bytes)
        : loop(l), in_flight_max(count), in_flight_bytes_max(bytes) {}

    net::Loop& loop;
    const std::size_t in_flight_max;
    const std::size_t in_flight_bytes_max;
    using Mode = MemoryStreams::Mode;
    Mode mode = Mode::available;
    bool closed = false;
    std::size_t in_flight = 0;
    std::size_t in_flight_bytes = 0;
    std::unordered_map<WorkspaceId, Stored> workspaces;
    HandlerList on_new_server;
    std::vector<Waiter*> waiters;
    bool looking = false;
    unsigned histories = 1;        ///< that began
    std::string history_before{};  ///< that the last of them goes on from

    std::string history() const { return std::to_string(histories); }
    /// Runs `work` in a later turn and answers with what it gives; counted as in flight until then.
    template <class T, class Work>
    void perform(std::size_t bytes, Callback<T> done, Work work) {
        if (in_flight >= in_flight_max || in_flight_bytes + bytes > in_flight_bytes_max) {
            loop.post([done = std::move(done)]() mutable {
                done(fail(Error::Kind::exhausted, "too much is waiting for the streams in memory"));
            });
            return;
        }
        ++in_flight;
        in_flight_bytes += bytes;
        loop.post([self = shared_from_this(), bytes, done = std::move(done),
                   work = std::move(work)]() mutable {
            --self->in_flight;
            self->in_flight_bytes -= bytes;
            done(self->outcome<T>(work));
        });
    }

    template <class T, class Work>
    Result<T> outcome(Work& work) {
        if (closed) return fail(Error::Kind::cancelled, "the streams were closed");
        if (mode == Mode::unavailable) {
            return fail(Error::Kind::unavailable,
                        "the streams in memory are switched off; it was not sent");
        }
        Result<T> result = work(*this);
        if (mode == Mode::answers_lost) {
            return fail(Error::Kind::unavailable, "the answer was lost; the outcome is unknown");
        }
        return result;
    }

    void look_soon() {
        if (std::exchange(looking, true)) return;
        loop.post([self = shared_from_this()] {
            self->looking = false;
            if (self->mode == Mode::unavailable) return;
            for (Waiter* waiter : std::vector(self->waiters)) {  // a callback may drop a later one
                if (std::ranges::find(self->waiters, waiter) != self->waiters.end()) waiter->look();
            }
        });
    }
};

}  // namespace usher::log
