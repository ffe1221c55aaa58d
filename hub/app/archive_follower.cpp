#include "hub/app/archive_follower.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/base/failpoint.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
constexpr auto kRetry = std::chrono::milliseconds(500);
/// Entries are gathered for this long before they are written: a transaction costs the same for one
/// message as for hundreds, and what is newer than the archive is still in the gateways' memory.
constexpr auto kGather = std::chrono::milliseconds(100);

}  // namespace

ArchiveFollower::ArchiveFollower(net::Loop& loop, log::Streams& streams, store::Archive& archive,
                                 WorkspaceId workspace, const ArchiveEvents& events)
    : streams_(streams), archive_(archive), workspace_(workspace), events_(events), timer_(loop) {}

ArchiveFollower::~ArchiveFollower() {
    run_.reset();
}

void ArchiveFollower::start() {
    if (std::exchange(active_, true)) return;
    begin();
}

void ArchiveFollower::pause() {
    active_ = false;
    offered_.reset();
    run_.reset();
    reader_.reset();
    timer_.cancel();
}

void ArchiveFollower::begin() {
    run_ = std::make_shared<int>(0);
    auto position = archive_.position(workspace_);
    if (!position) return again(position.error().text);
    position_ = position->version;
    events_.archived(workspace_, position->version);
    reader_ = streams_.read_events(workspace_, position->version);
    next();
}

void ArchiveFollower::next() {
    reader_->next(kReadMax, [this, run = std::weak_ptr(run_)](auto entries) {
        if (run.expired()) return;
        if (!entries) {
            if (entries.error().kind != Error::Kind::cancelled) again(entries.error().text);
            return;
        }
        if (fails_at("archive.read")) return again(failed_on_purpose("archive.read").text);
        write(*entries);
    });
}

void ArchiveFollower::write(const std::vector<log::EventEntry>& stored) {
    std::vector<core::LogEntry> entries;
    entries.reserve(stored.size());
    for (const auto& one : stored) {
        auto entry = wire::decode_log_entry(one.bytes);
        if (!entry) {
            return again(fmt::format("log entry {}: {}", one.version, entry.error().text));
        }
        entries.push_back(std::move(*entry));
    }
    if (auto written = write_and_keep(entries); !written) return again(written.error().text);
    if (std::exchange(troubled_, false)) events_.trouble({});
    events_.archived(workspace_, entries.back().version);
    if (stored.size() == kReadMax) return next();
    timer_.after(kGather, [this] { next(); });
}

Result<void> ArchiveFollower::write_and_keep(std::span<const core::LogEntry> entries) {
    for (const auto& entry : entries) events_since_kept_ += entry.events.size();
    const auto until = offered_ ? offered_->version : 0;
    const auto behind = std::ranges::upper_bound(entries, until, {}, &core::LogEntry::version);
    const auto before = static_cast<std::size_t>(behind - entries.begin());
    if (before > 0) {
        if (auto written = archive_.write(workspace_, entries.first(before)); !written) {
            return written;
        }
        position_ = entries[before - 1].version;
        keep();
    }
    if (before == entries.size()) return {};
    if (auto written = archive_.write(workspace_, entries.subspan(before)); !written) {
        return written;
    }
    position_ = entries.back().version;
    return {};
}

void ArchiveFollower::offer(store::Snapshot snapshot) {
    if (!active_ || events_since_kept_ < kSnapshotEvents) return;
    if (snapshot.version < position_) return;
    offered_ = std::move(snapshot);
    keep();
}

/// Only of the archive's own position. That it cannot be kept is no trouble: replaying takes
/// longer.
void ArchiveFollower::keep() {
    if (!offered_ || offered_->version > position_) return;
    const auto snapshot = std::move(*offered_);
    offered_.reset();
    if (snapshot.version != position_) return;
    if (archive_.keep_snapshot(workspace_, snapshot)) events_since_kept_ = 0;
}

void ArchiveFollower::again(const std::string& why) {
    troubled_ = true;
    events_.trouble(fmt::format("history of {} is not written: {}", workspace_.text(), why));
    timer_.after(kRetry, [this] { begin(); });
}

}  // namespace usher::app
