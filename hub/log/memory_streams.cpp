#include "hub/log/memory_streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <map>
#include <optional>
#include <unordered_map>

namespace usher::log {
namespace {

using Mode = MemoryStreams::Mode;

/// (milliseconds, number within them) for commands, (version, 0) for events.
using Position = std::pair<std::uint64_t, std::uint64_t>;

Position parse_position(std::string_view id) {
    Position position{};
    const auto dash = std::min(id.find('-'), id.size());
    std::from_chars(id.data(), id.data() + dash, position.first);
    if (dash < id.size())
        std::from_chars(id.data() + dash + 1, id.data() + id.size(), position.second);
    return position;
}

CommandEntry entry_of(const Position& position, const std::string& bytes, const CommandEntry*) {
    return {fmt::format("{}-{}", position.first, position.second), bytes};
}
EventEntry entry_of(const Position& position, const std::string& bytes, const EventEntry*) {
    return {position.first, bytes};
}

using Entries = std::map<Position, std::string>;

struct Listener {
    std::function<void(std::string_view)> handler;
    bool active = true;
};

struct Stored {
    Entries commands;
    Entries events;
    Position last_command{};
    std::uint64_t last_version = 0;
    std::vector<std::shared_ptr<Listener>> listeners;
};

/// A reader with a pending next(); looked at after each append.
struct Waiter {
    virtual ~Waiter() = default;
    virtual void look() = 0;
    virtual void cancel() = 0;
};

}  // namespace

struct MemoryState : std::enable_shared_from_this<MemoryState> {
    MemoryState(net::Loop& l, std::size_t count, std::size_t bytes)
        : loop(l), in_flight_max(count), in_flight_bytes_max(bytes) {}

    net::Loop& loop;
    const std::size_t in_flight_max;
    const std::size_t in_flight_bytes_max;
    Mode mode = Mode::available;
    bool closed = false;
    std::size_t in_flight = 0;
    std::size_t in_flight_bytes = 0;
    std::unordered_map<WorkspaceId, Stored> workspaces;
    std::vector<Waiter*> waiters;
    bool looking = false;

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

namespace {

template <class Interface, class Entry>
class MemoryReader final : public Interface, Waiter {
  public:
    MemoryReader(std::shared_ptr<MemoryState> state, WorkspaceId workspace, Entries Stored::* which,
                 Position after)
        : state_(std::move(state)), workspace_(workspace), which_(which), position_(after) {}
    ~MemoryReader() override { cancel(); }

    void next(std::size_t entries_max, Callback<std::vector<Entry>> done) override {
        assert(!done_ && entries_max > 0);
        entries_max_ = std::min(entries_max, kReadEntriesMax);
        done_ = std::move(done);
        state_->waiters.push_back(this);
        if (state_->closed) return cancel();
        state_->look_soon();
    }

    void look() override {
        const Entries& entries = state_->workspaces[workspace_].*which_;
        std::vector<Entry> found;
        Position last = position_;
        for (auto at = entries.upper_bound(position_);
             at != entries.end() && found.size() < entries_max_; ++at) {
            found.push_back(entry_of(at->first, at->second, static_cast<const Entry*>(nullptr)));
            last = at->first;
        }
        if (found.empty()) return;
        position_ = last;
        std::erase(state_->waiters, static_cast<Waiter*>(this));
        auto done = std::exchange(done_, nullptr);
        done(std::move(found));  // may destroy this reader
    }

    void cancel() override {
        if (!done_) return;
        std::erase(state_->waiters, static_cast<Waiter*>(this));
        state_->loop.post([done = std::exchange(done_, nullptr)]() mutable {
            done(fail(Error::Kind::cancelled, "the reader was closed"));
        });
    }

  private:
    std::shared_ptr<MemoryState> state_;
    WorkspaceId workspace_;
    Entries Stored::* which_;
    Position position_;
    std::size_t entries_max_ = 0;
    Callback<std::vector<Entry>> done_;
};

struct MemorySubscription final : Subscription {
    std::shared_ptr<Listener> listener = std::make_shared<Listener>();
    ~MemorySubscription() override { listener->active = false; }
};

}  // namespace

MemoryStreams::MemoryStreams(net::Loop& loop, std::size_t in_flight_max,
                             std::size_t in_flight_bytes_max)
    : state_(std::make_shared<MemoryState>(loop, in_flight_max, in_flight_bytes_max)) {}

MemoryStreams::~MemoryStreams() {
    state_->closed = true;
    for (Waiter* waiter : std::vector(state_->waiters)) waiter->cancel();
}

void MemoryStreams::set_mode(Mode mode) {
    state_->mode = mode;
    state_->look_soon();
}

void MemoryStreams::forget_everything() {
    for (auto& [id, stored] : state_->workspaces) {
        Stored fresh;
        fresh.listeners = std::move(stored.listeners);
        stored = std::move(fresh);
    }
}

void MemoryStreams::append_command(WorkspaceId workspace, std::string bytes,
                                   Callback<std::string> done) {
    const std::size_t size = bytes.size();
    state_->perform<std::string>(
        size, std::move(done),
        [workspace, bytes = std::move(bytes)](MemoryState& state) mutable -> Result<std::string> {
            auto& stored = state.workspaces[workspace];
            const auto now_ms = static_cast<std::uint64_t>(to_ms(state.loop.now()));
            auto& last = stored.last_command;
            last =
                now_ms > last.first ? Position{now_ms, 0} : Position{last.first, last.second + 1};
            stored.commands.emplace(last, std::move(bytes));
            state.look_soon();
            return fmt::format("{}-{}", last.first, last.second);
        });
}

void MemoryStreams::append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                                 Callback<void> done) {
    assert(version > 0);
    const std::size_t size = bytes.size();
    state_->perform<void>(
        size, std::move(done),
        [workspace, version, bytes = std::move(bytes)](MemoryState& state) mutable -> Result<void> {
            auto& stored = state.workspaces[workspace];
            if (version <= stored.last_version) {
                return fail(
                    Error::Kind::conflict,
                    fmt::format("version {}: the stream already has this version or a newer one",
                                version));
            }
            stored.last_version = version;
            stored.events.emplace(Position{version, 0}, std::move(bytes));
            state.look_soon();
            return {};
        });
}

std::unique_ptr<CommandReader> MemoryStreams::read_commands(WorkspaceId workspace,
                                                            std::string after_id) {
    return std::make_unique<MemoryReader<CommandReader, CommandEntry>>(
        state_, workspace, &Stored::commands, parse_position(after_id));
}

std::unique_ptr<EventReader> MemoryStreams::read_events(WorkspaceId workspace,
                                                        std::uint64_t after_version) {
    return std::make_unique<MemoryReader<EventReader, EventEntry>>(
        state_, workspace, &Stored::events, Position{after_version, 0});
}

void MemoryStreams::last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) {
    state_->perform<std::uint64_t>(0, std::move(done),
                                   [workspace](MemoryState& state) -> Result<std::uint64_t> {
                                       return state.workspaces[workspace].last_version;
                                   });
}

void MemoryStreams::publish(WorkspaceId workspace, std::string bytes) {
    if (state_->mode == Mode::unavailable || state_->in_flight >= state_->in_flight_max / 2) return;
    const std::size_t size = bytes.size();
    state_->perform<void>(
        size, [](Result<void>) {},
        [workspace, bytes = std::move(bytes)](MemoryState& state) -> Result<void> {
            auto& known = state.workspaces[workspace].listeners;
            std::erase_if(known, [](const auto& listener) { return !listener->active; });
            for (const auto& listener : std::vector(known)) {
                if (listener->active) listener->handler(bytes);
            }
            return {};
        });
}

std::unique_ptr<Subscription> MemoryStreams::subscribe(
    WorkspaceId workspace, std::function<void(std::string_view)> handler) {
    auto subscription = std::make_unique<MemorySubscription>();
    subscription->listener->handler = std::move(handler);
    state_->workspaces[workspace].listeners.push_back(subscription->listener);
    return subscription;
}

void MemoryStreams::ping(Callback<void> done) {
    state_->perform<void>(0, std::move(done), [](MemoryState&) -> Result<void> { return {}; });
}

}  // namespace usher::log
