// An engine whose archive answers when the test says so, and lags as the test says: what the shell around an
// engine does, in virtual time. Stops like a process: everything but the log and the command stream is gone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/core/apply.hpp"
#include "hub/engine/engine.hpp"
#include "hub/engine/rehearsed_archive.hpp"
#include "hub/wire/codec.hpp"

namespace usher::test {

class ArchiveLater {
  public:
    explicit ArchiveLater(const std::vector<core::LogEntry>& before) : log(before) {
        for (const auto& entry : before) archive_.store(entry);
        archived_ = before.size();
        restart();
    }

    void write(std::vector<core::Command> commands) {
        stream_.push_back(std::move(commands));
    }
    /// Reads one entry of the command stream if the engine wants it.
    bool read(Timestamp now) {
        if (next_ >= stream_.size() || !engine_->wants_commands()) return false;
        const auto at = next_++;
        take(engine_->handle(engine::CommandsRead{std::to_string(at + 1), stream_[at]}, now), now);
        return true;
    }
    void wake(Timestamp now) { take(engine_->handle(engine::Woke{}, now), now); }
    /// The archive stores one more log entry and says so.
    bool archive(Timestamp now) {
        if (archived_ >= log.size()) return false;
        archive_.store(log[archived_++]);
        const auto version = log[archived_ - 1].version;
        take(engine_->handle(engine::Archived{version}, now), now);
        return true;
    }
    /// The archive answers the nth question that waits, if it has reached the version for it.
    bool answer(std::size_t nth, Timestamp now) {
        if (asks.empty()) return false;
        const auto at = asks.begin() + static_cast<std::ptrdiff_t>(nth % asks.size());
        const auto reached = archived_ == 0 ? 0 : log[archived_ - 1].version;
        if (at->archived_at_least > reached) return false;
        const auto ask = *at;
        asks.erase(at);
        auto early = looked_up_.extract(ask.number);
        auto answer = early ? std::move(early.mapped()) : archive_.answer(ask.question);
        take(engine_->handle(engine::Answered{ask.number, std::move(answer)}, now), now);
        return true;
    }
    /// Looks the nth answer up now; it is given as it is now, whenever that is.
    void look_up(std::size_t nth) {
        looked_up_[asks.at(nth).number] = archive_.answer(asks.at(nth).question);
    }
    bool answer_first(Timestamp now) { return answer(0, now); }
    /// The process is gone; another one replays the log and reads on from the cursor.
    void restart() {
        asks.clear();
        looked_up_.clear();
        core::Workspace workspace;
        std::string cursor;
        for (const auto& entry : log) {
            core::apply(workspace, *wire::decode_log_entry(wire::encode_log_entry(entry)));
            cursor = entry.cursor;
        }
        next_ = cursor.empty() || cursor.starts_with("0-") ? 0 : std::stoul(cursor);
        engine_.emplace(std::move(workspace), "1", cursor);
    }
    bool idle() const { return next_ >= stream_.size() && asks.empty() && engine_->held() == 0; }
    const engine::Engine& engine() const { return *engine_; }

    std::vector<core::LogEntry> log;
    std::vector<engine::Ask> asks;

  private:
    void take(std::vector<engine::Effect> effects, Timestamp now) {
        for (auto& effect : effects) {
            if (auto* ask = std::get_if<engine::Ask>(&effect)) {
                asks.push_back(std::move(*ask));
                continue;
            }
            log.push_back(std::move(std::get<engine::Append>(effect).entry));
            take(engine_->handle(engine::Appended{log.back().version}, now), now);
        }
    }

    std::optional<engine::Engine> engine_;
    engine::RehearsedArchive archive_;
    std::map<std::uint64_t, engine::Answer> looked_up_;
    std::size_t archived_ = 0;  ///< entries of the log
    std::vector<std::vector<core::Command>> stream_;
    std::size_t next_ = 0;
};

}  // namespace usher::test
