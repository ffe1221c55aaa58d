// What MemoryStreams keeps beside the two streams: the same answers as the Redis files of the same
// matter give.
#include <fmt/format.h>

#include <cassert>

#include "hub/log/memory_state.hpp"

namespace usher::log {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Performs `work` on what is stored of one workspace.
template <class T, class Work>
void with(MemoryState& state, WorkspaceId workspace, Callback<T> done, Work work) {
    state.perform<T>(0, std::move(done),
                     [workspace, work = std::move(work)](MemoryState& all) mutable -> Result<T> {
                         return work(all.workspaces[workspace]);
                     });
}

}  // namespace

void MemoryStreams::trim(WorkspaceId workspace, std::string commands_before_id,
                         std::uint64_t events_before_version, Callback<void> done) {
    with(*state_, workspace, std::move(done),
         [before = std::move(commands_before_id),
          events_before_version](Stored& stored) -> Result<void> {
             const auto position = StreamPosition::parse(before);
             if (!before.empty() && !position) {
                 return fail(Error::Kind::invalid,
                             "the place to trim the commands to is not a stream id");
             }
             std::erase_if(stored.commands,
                           [&](const auto& entry) { return position && entry.first < *position; });
             std::erase_if(stored.events, [&](const auto& entry) {
                 return entry.first.ms < events_before_version;
             });
             return {};
         });
}

void MemoryStreams::edges(WorkspaceId workspace, Callback<StreamEdges> done) {
    with(*state_, workspace, std::move(done), [](Stored& stored) -> Result<StreamEdges> {
        StreamEdges edges{.last_event = stored.last_version,
                          .events = stored.events.size(),
                          .first_command = {},
                          .last_command = {},
                          .commands = stored.commands.size()};
        if (!stored.events.empty()) edges.first_event = stored.events.begin()->first.ms;
        if (!stored.commands.empty()) edges.first_command = stored.commands.begin()->first.text();
        if (stored.last_command != Position{}) edges.last_command = stored.last_command.text();
        return edges;
    });
}

void MemoryStreams::claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
                          Callback<std::string> done) {
    assert(!holder.empty() && ttl.count() > 0);
    with(*state_, workspace, std::move(done),
         [holder = std::move(holder), ttl](Stored& stored) -> Result<std::string> {
             auto& lease = stored.lease;
             const auto now = SteadyClock::now();
             if (!lease || lease->until <= now || lease->holder == holder) {
                 lease = Lease{holder, now + ttl};
             }
             return lease->holder;
         });
}

void MemoryStreams::holder(WorkspaceId workspace, Callback<std::string> done) {
    with(*state_, workspace, std::move(done), [](Stored& stored) -> Result<std::string> {
        const auto& lease = stored.lease;
        return lease && lease->until > SteadyClock::now() ? lease->holder : std::string();
    });
}

void MemoryStreams::release(WorkspaceId workspace, std::string holder, Callback<void> done) {
    with(*state_, workspace, std::move(done),
         [holder = std::move(holder)](Stored& stored) -> Result<void> {
             if (stored.lease && stored.lease->holder == holder) stored.lease.reset();
             return {};
         });
}

void MemoryStreams::put_snapshot(WorkspaceId workspace, Snapshot snapshot, Callback<void> done) {
    assert(snapshot.version > 0);
    with(*state_, workspace, std::move(done),
         [snapshot = std::move(snapshot)](Stored& stored) mutable -> Result<void> {
             if (snapshot.bytes.size() > kSnapshotBytesMax) {
                 return fail(Error::Kind::exhausted,
                             fmt::format("a snapshot of {} bytes is above the limit of {}",
                                         snapshot.bytes.size(), kSnapshotBytesMax));
             }
             if (stored.snapshot && stored.snapshot->version >= snapshot.version) {
                 return fail(Error::Kind::conflict,
                             fmt::format("there is a snapshot of version {} already",
                                         stored.snapshot->version));
             }
             stored.snapshot = std::move(snapshot);
             return {};
         });
}

void MemoryStreams::snapshot(WorkspaceId workspace, Callback<std::optional<Snapshot>> done) {
    with(*state_, workspace, std::move(done),
         [](Stored& stored) -> Result<std::optional<Snapshot>> { return stored.snapshot; });
}

void MemoryStreams::bury(WorkspaceId workspace, DeadLetter letter, Callback<void> done) {
    with(*state_, workspace, std::move(done),
         [letter = std::move(letter)](Stored& stored) mutable -> Result<void> {
             letter.cause.resize(std::min(letter.cause.size(), kCauseBytesMax));
             stored.tries.erase(letter.id);
             const auto position = StreamPosition::parse(letter.id).value_or(Position{});
             stored.dead.insert_or_assign(position, std::move(letter));
             if (stored.dead.size() > kDeadLettersMax) stored.dead.erase(stored.dead.begin());
             return {};
         });
}

void MemoryStreams::dead_letters(WorkspaceId workspace, std::size_t max,
                                 Callback<std::vector<DeadLetter>> done) {
    with(*state_, workspace, std::move(done),
         [max](Stored& stored) -> Result<std::vector<DeadLetter>> {
             std::vector<DeadLetter> letters;
             std::size_t bytes = 0;
             for (const auto& [position, letter] : stored.dead) {
                 bytes += letter.bytes.size() + letter.cause.size();
                 const bool full = letters.size() == max || bytes > kDeadLettersBytesMax;
                 if (full && !(letters.empty() && max > 0)) break;
                 letters.push_back(letter);
             }
             return letters;
         });
}

void MemoryStreams::dead_letter_count(WorkspaceId workspace, Callback<std::uint64_t> done) {
    with(*state_, workspace, std::move(done),
         [](Stored& stored) -> Result<std::uint64_t> { return stored.dead.size(); });
}

void MemoryStreams::exhume(WorkspaceId workspace, std::string command_id, Callback<bool> done) {
    with(*state_, workspace, std::move(done),
         [id = std::move(command_id)](Stored& stored) -> Result<bool> {
             return stored.dead.erase(StreamPosition::parse(id).value_or(Position{})) != 0;
         });
}

void MemoryStreams::count_try(WorkspaceId workspace, std::string command_id,
                              Callback<std::uint32_t> done) {
    with(*state_, workspace, std::move(done),
         [id = std::move(command_id)](Stored& stored) -> Result<std::uint32_t> {
             return ++stored.tries[id];
         });
}

void MemoryStreams::clear_tries(WorkspaceId workspace, Callback<void> done) {
    with(*state_, workspace, std::move(done), [](Stored& stored) -> Result<void> {
        stored.tries.clear();
        return {};
    });
}

void MemoryStreams::beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
                         Callback<bool> done) {
    with(*state_, workspace, std::move(done), [gateway, count](Stored& stored) -> Result<bool> {
        return !stored.beats.insert_or_assign(gateway, count).second;
    });
}

void MemoryStreams::histories(WorkspaceId workspace, Callback<Histories> done) {
    with(*state_, workspace, std::move(done), [&state = *state_](Stored& stored) {
        return Result<Histories>({state.history(), state.history_before, stored.history});
    });
}

void MemoryStreams::note_history(WorkspaceId workspace, std::string history, Callback<void> done) {
    with(*state_, workspace, std::move(done),
         [history = std::move(history)](Stored& stored) mutable -> Result<void> {
             stored.history = std::move(history);
             return {};
         });
}

void MemoryStreams::beats(WorkspaceId workspace,
                          Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) {
    with(*state_, workspace, std::move(done),
         [](Stored& stored) -> Result<std::vector<std::pair<GatewayId, std::uint64_t>>> {
             return std::vector<std::pair<GatewayId, std::uint64_t>>(stored.beats.begin(),
                                                                     stored.beats.end());
         });
}

void MemoryStreams::forget_beat(WorkspaceId workspace, GatewayId gateway, Callback<void> done) {
    with(*state_, workspace, std::move(done), [gateway](Stored& stored) -> Result<void> {
        stored.beats.erase(gateway);
        return {};
    });
}

std::unique_ptr<Subscription> MemoryStreams::on_new_server(std::function<void()> handler) {
    return state_->on_new_server.add(std::move(handler));
}

void MemoryStreams::announce_new_server() {
    state_->on_new_server.call_soon(state_->loop);
}

}  // namespace usher::log
