#include "hub/app/engine/upkeep.hpp"

#include <fmt/format.h>

#include "hub/base/failpoint.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {

Upkeep::Upkeep(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
               std::uint64_t snapshot_version, std::uint64_t first_event, UpkeepEvents events)
    : loop_(loop),
      streams_(streams),
      workspace_(workspace),
      events_(std::move(events)),
      timer_(loop),
      kept_{snapshot_version, {}},
      kept_at_(loop.now()),
      first_seen_(first_event) {}

Upkeep::~Upkeep() {
    alive_.reset();
}

void Upkeep::look_later() {
    timer_.after(kLookInterval, [this] { look(); });
}

void Upkeep::look() {
    const auto expected = appended_;
    streams_.edges(workspace_,
                   [this, alive = std::weak_ptr(alive_), expected](Result<log::StreamEdges> edges) {
                       if (alive.expired()) return;
                       if (edges) on_edges(*edges, expected);
                       if (alive.expired()) return;
                       look_later();
                   });
}

void Upkeep::on_edges(const log::StreamEdges& edges, std::uint64_t expected) {
    // Nobody else trims.
    const bool vanished = first_seen_ != 0 && edges.first_event > std::max(first_seen_, trimmed_);
    if (edges.first_event != 0) first_seen_ = edges.first_event;
    if (vanished || edges.last_event < expected) {
        log_lost();
        // What the state holds may be void now: a snapshot waits for the next look.
        return events_.lost(edges.first_event);
    }
    if (due()) take_snapshot();
}

void Upkeep::log_lost() {
    kept_ = {};
    trimmed_ = 0;
}

bool Upkeep::due() const {
    if (putting_ || appended_ <= kept_.version || archived_ < lost_through_) return false;
    return appended_ - kept_.version >= kSnapshotEntries || kept_.version == 0 ||
           loop_.now() - kept_at_ >= kSnapshotInterval;
}

void Upkeep::appended(std::uint64_t version) {
    appended_ = version;
    if (version - kept_.version >= kSnapshotEntries && due()) take_snapshot();
}

void Upkeep::archived(std::uint64_t version) {
    archived_ = std::max(archived_, version);
    trim();
}

void Upkeep::take_snapshot() {
    const auto& state = events_.state();
    // A state with an entry on its way is not what the log holds yet.
    if (state.version != appended_) return;
    if (fails_at("engine.snapshot.before")) {
        return events_.trouble(failed_on_purpose("engine.snapshot.before").text);
    }
    putting_ = true;
    Kept taken{state.version, events_.cursor()};
    log::Snapshot snapshot{
        state.version, wire::encode_snapshot(state, events_.epoch(), taken.cursor, loop_.now())};
    if (events_.taken) events_.taken(snapshot);
    streams_.put_snapshot(
        workspace_, std::move(snapshot),
        [this, alive = std::weak_ptr(alive_), taken = std::move(taken)](Result<void> put) mutable {
            if (alive.expired()) return;
            putting_ = false;
            kept_at_ = loop_.now();
            if (fails_at("engine.snapshot.after")) {
                put = std::unexpected(failed_on_purpose("engine.snapshot.after"));
            }
            if (!put) {
                if (put.error().kind == Error::Kind::conflict) return;  // another engine's
                return events_.trouble(fmt::format("no snapshot of {} is stored: {}",
                                                   workspace_.text(), put.error().text));
            }
            kept_ = std::move(taken);
            trim();
        });
}

void Upkeep::trim() {
    const auto both = std::min(kept_.version, archived_);
    if (both <= kMargin || kept_.cursor.empty()) return;
    const auto below = both - kMargin + 1;
    if (below <= trimmed_ || below - trimmed_ < kMargin / 2) return;
    if (fails_at("engine.trim.before")) return;
    trimmed_ = below;
    // Commands are needed again only behind the snapshot's cursor.
    streams_.trim(workspace_, archived_ >= kept_.version ? kept_.cursor : std::string(), below,
                  [](Result<void>) { (void)fails_at("engine.trim.after"); });
}

}  // namespace usher::app
