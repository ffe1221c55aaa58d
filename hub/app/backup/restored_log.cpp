#include "hub/app/backup/restored_log.hpp"

#include <fmt/format.h>

#include "hub/app/backup/log_records.hpp"
#include "hub/app/engine/new_life.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kWriteMax = 512;

}  // namespace

Result<void> RestoredLog::take(const std::filesystem::path& records) {
    state_.id = workspace_id_;
    LogRecordsTaker taker;
    taker.snapshot = [this](const log::Snapshot& snapshot) -> Result<void> {
        auto loaded = wire::decode_snapshot(snapshot.bytes);
        if (!loaded) return std::unexpected(loaded.error());
        state_ = std::move(loaded->workspace);
        has_state_ = true;
        return {};
    };
    taker.event = [this](const log::EventEntry& stored) { return take_entry(stored); };
    taker.command = [this](log::CommandEntry entry) -> Result<void> {
        commands_.push_back(std::move(entry));
        return {};
    };
    taker.dead_letter = [this](log::DeadLetter letter) -> Result<void> {
        dead_letters_.push_back(std::move(letter));
        return {};
    };
    if (auto read = read_log_records(records, taker); !read) return read;
    return write_waiting();
}

Result<void> RestoredLog::take_entry(const log::EventEntry& stored) {
    auto entry = wire::decode_log_entry(stored.bytes);
    if (!entry) return std::unexpected(entry.error());
    if (entry->previous == 0) has_state_ = true;
    if (has_state_ && entry->previous == state_.version) core::apply(state_, *entry);
    ++entries_;
    waiting_.push_back(std::move(*entry));
    return waiting_.size() < kWriteMax ? Result<void>() : write_waiting();
}

Result<void> RestoredLog::write_waiting() {
    auto written = archive_.write(workspace_id_, waiting_);
    waiting_.clear();
    return written;
}

Result<void> RestoredLog::begin_life(std::uint64_t used, Timestamp now) {
    auto position = archive_.position(workspace_id_);
    if (!position) return std::unexpected(position.error());
    if (position->version == 0) return {};
    auto first = first_of_life(*position, std::max(used, position->version), now);
    if (auto written = archive_.write(workspace_id_, {&first, 1}); !written) return written;
    if (!has_state_ || state_.version != position->version) return {};
    // So that the first start need not read all of the history.
    core::apply(state_, first);
    return archive_.keep_snapshot(
        workspace_id_,
        {first.epoch, first.version, wire::encode_snapshot(state_, first.epoch, "", now)});
}

}  // namespace usher::app
