#include "hub/app/engine_pump.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
constexpr auto kRetry = std::chrono::milliseconds(200);

}  // namespace

struct EnginePump::Replay {
    core::Workspace workspace;
    std::string epoch;
    std::string cursor;
    std::uint64_t until = 0;
    std::unique_ptr<log::EventReader> reader;
};

EnginePump::EnginePump(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                       EnginePumpEvents events)
    : loop_(loop),
      streams_(streams),
      workspace_(workspace),
      events_(std::move(events)),
      wakeup_(loop),
      retry_(loop) {}

EnginePump::~EnginePump() {
    alive_.reset();
}

void EnginePump::start() {
    streams_.last_event_version(
        workspace_, [this, alive = std::weak_ptr(alive_)](Result<std::uint64_t> version) {
            if (alive.expired()) return;
            if (!version) return restart_later(version.error().text);
            replay_until(*version);
        });
}

void EnginePump::replay_until(std::uint64_t version) {
    replay_ = std::make_unique<Replay>();
    replay_->until = version;
    replay_->epoch = "1";
    if (version == 0) return begin();
    replay_->reader = streams_.read_events(workspace_, 0);
    replay_next();
}

void EnginePump::replay_next() {
    replay_->reader->next(kReadMax, [this, alive = std::weak_ptr(alive_)](auto entries) {
        if (alive.expired()) return;
        if (!entries) return restart_later(entries.error().text);
        for (const auto& stored : *entries) {
            auto entry = wire::decode_log_entry(stored.bytes);
            if (!entry) {
                return restart_later(
                    fmt::format("log entry {}: {}", stored.version, entry.error().text));
            }
            if (entry->previous != replay_->workspace.version) {
                return restart_later(
                    fmt::format("log entry {} follows {}, but {} was read before it",
                                entry->version, entry->previous, replay_->workspace.version));
            }
            core::apply(replay_->workspace, *entry);
            replay_->epoch = entry->epoch;
            replay_->cursor = entry->cursor;
        }
        if (replay_->workspace.version < replay_->until) return replay_next();
        begin();
    });
}

void EnginePump::begin() {
    auto replayed = std::move(replay_);
    commands_ = streams_.read_commands(workspace_, replayed->cursor);
    engine_.emplace(std::move(replayed->workspace), replayed->epoch, replayed->cursor);
    if (events_.ready) events_.ready(engine_->workspace());
    feed(engine::Woke{});
    read();
}

void EnginePump::read() {
    if (reading_ || stopping_ || !engine_ || !engine_->wants_commands()) return;
    reading_ = true;
    commands_->next(kReadMax, [this, alive = std::weak_ptr(alive_)](auto entries) {
        if (alive.expired()) return;
        reading_ = false;
        if (!engine_) return;
        if (!entries) {
            if (entries.error().kind == Error::Kind::cancelled) return;
            return restart_later(entries.error().text);
        }
        on_commands(std::move(*entries));
        read();
    });
}

void EnginePump::on_commands(std::vector<log::CommandEntry> entries) {
    for (auto& stored : entries) {
        auto commands = wire::decode_commands(stored.bytes);
        if (!commands) {
            // It stays in the stream, where it can be looked at; the ones behind it go on.
            events_.trouble(fmt::format("command entry {} cannot be read and is passed over: {}",
                                        stored.id, commands.error().text));
            continue;
        }
        feed(engine::CommandsRead{std::move(stored.id), std::move(*commands)});
    }
}

void EnginePump::feed(engine::Input input) {
    for (auto& effect : engine_->handle(std::move(input), loop_.now())) {
        auto* decided = std::get_if<engine::Append>(&effect);
        if (decided == nullptr) continue;
        appending_version_ = decided->entry.version;
        appending_bytes_ = wire::encode_log_entry(decided->entry);
        append();
    }
    arm_wakeup();
}

void EnginePump::append() {
    streams_.append_event(workspace_, appending_version_, appending_bytes_,
                          [this, alive = std::weak_ptr(alive_)](Result<void> result) {
                              if (alive.expired() || !engine_) return;
                              if (!result) return on_append_failed(result.error());
                              const auto version = std::exchange(appending_version_, 0);
                              feed(engine::Appended{version});
                              if (stopping_ && appending_version_ == 0) return finish_stop();
                              read();
                          });
}

void EnginePump::on_append_failed(const Error& error) {
    if (error.kind == Error::Kind::cancelled) return;
    events_.trouble(
        fmt::format("log entry {} is not stored yet: {}", appending_version_, error.text));
    // The outcome may be unknown: look at what the log holds before anything is written again.
    retry_.after(kRetry, [this] { confirm_append(); });
}

void EnginePump::confirm_append() {
    streams_.last_event_version(
        workspace_, [this, alive = std::weak_ptr(alive_)](Result<std::uint64_t> last) {
            if (alive.expired() || !engine_) return;
            if (!last) return on_append_failed(last.error());
            if (*last + 1 == appending_version_) return append();
            if (*last < appending_version_) return restart_later("the log lost its newest entries");
            confirmation_ = streams_.read_events(workspace_, appending_version_ - 1);
            confirmation_->next(1, [this, alive](auto entries) {
                if (alive.expired() || !engine_) return;
                if (!entries) return on_append_failed(entries.error());
                if (entries->front().bytes != appending_bytes_) {
                    return restart_later("another engine appended to the log");
                }
                const auto version = std::exchange(appending_version_, 0);
                feed(engine::Appended{version});
                read();
            });
        });
}

void EnginePump::arm_wakeup() {
    const auto at = engine_->next_wakeup();
    if (at == kNever) return wakeup_.cancel();
    const auto delay = std::chrono::ceil<std::chrono::milliseconds>(at - loop_.now());
    wakeup_.after(
        std::clamp(delay, std::chrono::milliseconds(0), std::chrono::milliseconds(60'000)), [this] {
            if (engine_) feed(engine::Woke{});
        });
}

void EnginePump::restart_later(std::string why) {
    events_.trouble(fmt::format("the engine of {} starts again: {}", workspace_.text(), why));
    engine_.reset();
    replay_.reset();
    commands_.reset();
    confirmation_.reset();
    reading_ = false;
    appending_version_ = 0;
    wakeup_.cancel();
    if (stopping_) return finish_stop();
    retry_.after(kRetry, [this] { start(); });
}

void EnginePump::stop(std::function<void()> done) {
    stopping_ = true;
    stopped_ = std::move(done);
    wakeup_.cancel();
    if (!engine_ || appending_version_ == 0) finish_stop();
}

void EnginePump::finish_stop() {
    retry_.cancel();
    if (auto done = std::exchange(stopped_, nullptr)) loop_.post(std::move(done));
}

}  // namespace usher::app
