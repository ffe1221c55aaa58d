#include "hub/log/memory_streams.hpp"

#include <fmt/format.h>

#include <cassert>

#include "hub/log/memory_state.hpp"

namespace usher::log {
namespace {

CommandEntry entry_of(const Position& position, const std::string& bytes, const CommandEntry*) {
    return {position.text(), bytes};
}
EventEntry entry_of(const Position& position, const std::string& bytes, const EventEntry*) {
    return {position.ms, bytes};
}

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
        fresh.last_command = stored.last_command;  // a server's clock goes on as well
        stored = std::move(fresh);
    }
}

struct MemoryStreams::Copy {
    std::unordered_map<WorkspaceId, Stored> workspaces;
};

std::shared_ptr<const MemoryStreams::Copy> MemoryStreams::copy() const {
    return std::make_shared<const Copy>(state_->workspaces);
}

void MemoryStreams::begin_history() {
    ++state_->histories;
    state_->history_before.clear();
}

void MemoryStreams::go_back_to(const Copy& copy) {
    state_->history_before = state_->history();
    ++state_->histories;
    for (auto& [id, stored] : state_->workspaces) {
        auto listeners = std::move(stored.listeners);
        const auto kept = copy.workspaces.find(id);
        stored = kept == copy.workspaces.end() ? Stored{} : kept->second;
        stored.listeners = std::move(listeners);
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
            last = now_ms > last.ms ? Position{now_ms, 0} : Position{last.ms, last.nth + 1};
            stored.commands.emplace(last, std::move(bytes));
            state.look_soon();
            return last.text();
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
        state_, workspace, &Stored::commands,
        StreamPosition::parse(after_id).value_or(StreamPosition{}));
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
