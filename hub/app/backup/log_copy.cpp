#include "hub/app/backup/log_copy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/app/answer_of.hpp"
#include "hub/log/redis_keys.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = log::kReadEntriesMax;
/// For the reader to come to the end of the log, or of the commands.
constexpr std::chrono::minutes kReadLimit{10};

log::StreamPosition position_of(const std::string& id) {
    return log::StreamPosition::parse(id).value_or(log::StreamPosition{});
}

}  // namespace

LogCopy::LogCopy(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                 std::uint64_t archived, const std::filesystem::path& file)
    : loop_(loop), streams_(streams), records_(file), from_(archived) {
    summary_.id = workspace;
    summary_.records = file.filename().string();
}

Result<void> LogCopy::begin() {
    auto snapshot = answer_of<std::optional<log::Snapshot>>(
        loop_, [&](auto done) { streams_.snapshot(summary_.id, std::move(done)); });
    if (!snapshot) return std::unexpected(snapshot.error());
    if (*snapshot) {
        auto loaded = wire::decode_snapshot((*snapshot)->bytes);
        if (!loaded) return std::unexpected(loaded.error());
        records_.snapshot(**snapshot);
        cursor_ = loaded->cursor;
        snapshot_version_ = (*snapshot)->version;
    }
    from_ = std::min(from_, snapshot_version_);
    summary_.log_version = from_;
    reader_ = streams_.read_events(summary_.id, from_);
    follow();
    return {};
}

void LogCopy::follow() {
    reader_->next(kReadMax, [this](Result<std::vector<log::EventEntry>> entries) {
        if (!entries) {
            if (entries.error().kind != Error::Kind::cancelled) {
                outcome_ = std::unexpected(entries.error());
            }
            return;
        }
        for (const auto& entry : *entries) {
            if (outcome_) outcome_ = take(entry);
        }
        if (outcome_) follow();
    });
}

Result<void> LogCopy::take(const log::EventEntry& stored) {
    auto entry = wire::decode_log_entry(stored.bytes);
    if (!entry) {
        return fail(entry.error().kind,
                    fmt::format("log entry {}: {}", stored.version, entry.error().text));
    }
    const bool first = summary_.entries == 0;
    if (first) first_previous_ = entry->previous;
    if (!first && entry->previous != summary_.log_version) {
        return fail(Error::Kind::corrupt,
                    fmt::format("the log of {} has a hole before {}: it holds nothing after {}",
                                summary_.id.text(), entry->version, summary_.log_version));
    }
    records_.event(stored);
    ++summary_.entries;
    summary_.log_version = stored.version;
    // A snapshot newer than the entry knows of more commands.
    if (stored.version > snapshot_version_) cursor_ = entry->cursor;
    return {};
}

Result<BackupWorkspace> LogCopy::finish(const store::Position& archived) {
    summary_.epoch = archived.epoch;
    summary_.archived_version = archived.version;
    auto edges = answer_of<log::StreamEdges>(
        loop_, [&](auto done) { streams_.edges(summary_.id, std::move(done)); });
    if (!edges) return std::unexpected(edges.error());
    const bool read = turn_until(loop_, kReadLimit, [&] {
        return !outcome_ || summary_.log_version >= edges->last_event || edges->events == 0;
    });
    reader_.reset();
    if (!outcome_) return std::unexpected(outcome_.error());
    if (!read) return fail(Error::Kind::unavailable, "the log cannot be read to its end");
    if (summary_.entries > 0 && first_previous_ > archived.version) {
        return fail(Error::Kind::conflict,
                    fmt::format("{}: what lies between version {} of the archive and version {} of "
                                "the log was trimmed, or is lost; see usher doctor",
                                summary_.id.text(), archived.version, first_previous_));
    }
    if (auto done = copy_commands(*edges); !done) return std::unexpected(done.error());
    if (auto done = copy_dead_letters(); !done) return std::unexpected(done.error());
    if (auto done = records_.finish(); !done) return std::unexpected(done.error());
    return summary_;
}

Result<void> LogCopy::copy_commands(const log::StreamEdges& edges) {
    const auto last = position_of(edges.last_command);
    auto at = position_of(cursor_);
    if (edges.commands == 0 || last <= at) return {};
    auto reader = streams_.read_commands(summary_.id, cursor_);
    while (at < last) {
        auto entries = answer_of<std::vector<log::CommandEntry>>(
            loop_, [&](auto done) { reader->next(kReadMax, std::move(done)); });
        if (!entries) return std::unexpected(entries.error());
        for (const auto& entry : *entries) {
            at = position_of(entry.id);
            if (at > last) break;
            records_.command(entry);
            ++summary_.commands;
        }
    }
    return {};
}

Result<void> LogCopy::copy_dead_letters() {
    auto letters = answer_of<std::vector<log::DeadLetter>>(loop_, [&](auto done) {
        streams_.dead_letters(summary_.id, log::kDeadLettersMax, std::move(done));
    });
    if (!letters) return std::unexpected(letters.error());
    for (const auto& letter : *letters) records_.dead_letter(letter);
    summary_.dead_letters = letters->size();
    return {};
}

}  // namespace usher::app
