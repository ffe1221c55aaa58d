#include "hub/app/engine/engine_pump.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/base/failpoint.hpp"
#include "hub/base/overloaded.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/live_signal.hpp"

namespace usher::app {
namespace {

constexpr auto kRetry = std::chrono::milliseconds(200);
/// For reading an entry that is there.
constexpr auto kReadLimit = std::chrono::seconds(5);

}  // namespace

EnginePump::EnginePump(net::Loop& loop, log::Streams& streams, StoreThread& store,
                       WorkspaceId workspace, std::string holder, EnginePumpEvents events)
    : loop_(loop),
      streams_(streams),
      store_(store),
      workspace_(workspace),
      events_(std::move(events)),
      lease_(loop, streams, workspace, std::move(holder),
             {[this] { recover(); },
              [this] {
                  drop_engine();
                  if (stopping_) return finish_stop();
                  if (events_.standby) events_.standby();
              }}),
      wakeup_(loop),
      retry_(loop) {
    new_server_ = streams_.on_new_server([this] {
        // What was in flight fails by itself and is looked at then.
        if (engine_ && appending_.version == 0 && !verifying_) verify();
    });
}

EnginePump::~EnginePump() {
    alive_.reset();
}

void EnginePump::recover() {
    if (stopping_) return;
    recovery_ = std::make_unique<Recovery>(loop_, streams_, store_, workspace_,
                                           SeenLife{epoch_, newest_version_},
                                           [this](Result<Recovered> recovered) {
                                               if (!recovered) {
                                                   return restart_later(recovered.error().text);
                                               }
                                               begin(std::move(*recovered));
                                           });
    recovery_->start();
}

void EnginePump::begin(Recovered recovered) {
    if (recovered.new_life) {
        events_.trouble(
            fmt::format("{}; the log begins its life {}", recovered.lost, recovered.epoch));
    }
    verifying_ = false;
    recent_ = {};
    epoch_ = recovered.epoch;
    cursor_ = recovered.cursor;
    newest_version_ = std::max(newest_version_, recovered.workspace.version);
    archived_ = std::max(archived_, recovered.archived_version);
    engine_.emplace(std::move(recovered.workspace), epoch_, cursor_);
    const auto state = [this]() -> const core::Workspace& { return engine_->workspace(); };
    intake_ = std::make_unique<Intake>(
        streams_, workspace_, cursor_,
        IntakeEvents{[this](std::string cursor, std::vector<core::Command> commands) {
                         feed(engine::CommandsRead{std::move(cursor), std::move(commands)});
                     },
                     [this] { return !stopping_ && engine_ && engine_->wants_commands(); },
                     [this](const Error& error) { restart_later(error.text); },
                     [this](std::string sentence) { events_.trouble(std::move(sentence)); }});
    answers_ = std::make_unique<RecallAnswers>(
        loop_, store_, workspace_, [this](std::uint64_t number, engine::Answer answer) {
            feed(engine::Answered{number, std::move(answer)});
        });
    upkeep_ = std::make_unique<Upkeep>(
        loop_, streams_, workspace_, recovered.snapshot_version, recovered.first_event,
        UpkeepEvents{state, [this] { return epoch_; }, [this] { return cursor_; },
                     [this](std::uint64_t first_event) { on_log_lost(first_event); },
                     [this](std::string sentence) { events_.trouble(std::move(sentence)); },
                     [this](const log::Snapshot& taken) {
                         if (events_.snapshot) {
                             events_.snapshot({epoch_, taken.version, taken.bytes});
                         }
                     }});
    watch_ = std::make_unique<GatewayWatch>(loop_, streams_, workspace_, state);
    upkeep_->appended(engine_->workspace().version);
    upkeep_->start();
    streams_.note_history(workspace_, std::move(recovered.history), [](Result<void>) {});
    watch_->start();
    if (events_.ready) events_.ready(engine_->workspace());
    archived(archived_);
    if (engine_) feed(engine::Woke{});
    read();
}

void EnginePump::on_log_lost(std::uint64_t first_event) {
    const bool known = verifying_;
    if (!known) streams_.publish(workspace_, wire::encode_live_signal({{}, {}, wire::LogLost{}}));
    const auto* oldest = recent_.oldest();
    if (oldest != nullptr && oldest->version < first_event) {
        // Redis takes no older version any more, and the archive waits for it.
        events_.trouble(
            fmt::format("the log of {} lost entries before {}; history gets them from "
                        "memory",
                        workspace_.text(), first_event));
        upkeep_->wait_for_archive(recent_.last_before(first_event));
        lost_ = std::make_unique<LostEntries>(
            loop_, store_, workspace_, recent_.before(first_event),
            [this](std::string why) { restart_later(std::move(why)); });
        return lost_->write();
    }
    if (known) return;
    events_.trouble(
        fmt::format("the log of {} lost entries; they are appended again", workspace_.text()));
    verify();
}

void EnginePump::read() {
    if (engine_) intake_->read();
}

void EnginePump::archived(std::uint64_t version) {
    archived_ = std::max(archived_, version);
    if (!engine_) return;
    recent_.archived(archived_);
    upkeep_->archived(archived_);
    answers_->archived(archived_);
    feed(engine::Archived{archived_});
}

void EnginePump::feed(engine::Input input) {
    if (!engine_) return;
    std::vector<engine::Effect> effects;
    try {
        effects = engine_->handle(std::move(input), loop_.now());
    } catch (const std::exception& fault) {
        // What is at work was counted as a try; after five it is put aside.
        return restart_later(fmt::format("a command cannot be decided: {}", fault.what()));
    }
    for (auto& effect : effects) {
        std::visit(overloaded{[this](engine::Append& append_it) { append(append_it.entry); },
                              [this](engine::Ask& ask) { answers_->ask(std::move(ask)); }},
                   effect);
        if (!engine_) return;
    }
    arm_wakeup();
    if (appending_.version == 0) intake_->settled();
}

void EnginePump::append(const core::LogEntry& entry) {
    appending_ = {entry.version, entry.previous, wire::encode_log_entry(entry)};
    appending_cursor_ = entry.cursor;
    newest_version_ = std::max(newest_version_, entry.version);
    if (!verifying_) send_append();
}

void EnginePump::send_append() {
    if (fails_at("engine.append.before")) {
        return on_append_failed(failed_on_purpose("engine.append.before"));
    }
    streams_.append_event(workspace_, appending_.version, appending_.bytes,
                          [this, alive = std::weak_ptr(alive_)](Result<void> result) {
                              if (alive.expired() || !engine_) return;
                              if (fails_at("engine.append.after")) {
                                  result =
                                      std::unexpected(failed_on_purpose("engine.append.after"));
                              }
                              if (!result) return on_append_failed(result.error());
                              on_appended();
                          });
}

void EnginePump::on_appended() {
    const auto version = appending_.version;
    cursor_ = std::move(appending_cursor_);
    recent_.add(std::exchange(appending_, {}));
    upkeep_->appended(version);
    feed(engine::Appended{version});
    if (!engine_) return;
    if (stopping_ && appending_.version == 0) return finish_stop();
    read();
}

void EnginePump::on_append_failed(const Error& error) {
    if (error.kind == Error::Kind::cancelled) return;
    if (error.kind != Error::Kind::conflict) {
        events_.trouble(
            fmt::format("log entry {} is not stored yet: {}", appending_.version, error.text));
    }
    // The outcome may be unknown: look at what the log holds before anything is written again.
    verifying_ = true;
    retry_.after(kRetry, [this] { verify(); });
}

void EnginePump::verify() {
    verifying_ = true;
    streams_.last_event_version(workspace_,
                                [this, alive = std::weak_ptr(alive_)](Result<std::uint64_t> last) {
                                    if (alive.expired() || !engine_) return;
                                    if (fails_at("engine.verify")) {
                                        last = std::unexpected(failed_on_purpose("engine.verify"));
                                    }
                                    if (last) return compare(*last);
                                    if (last.error().kind != Error::Kind::cancelled) {
                                        retry_.after(kRetry, [this] { verify(); });
                                    }
                                });
}

void EnginePump::compare(std::uint64_t last) {
    const bool in_flight = appending_.version != 0;
    const auto expected = in_flight ? appending_.previous : engine_->workspace().version;
    if (last == expected) {
        verifying_ = false;
        note_history();
        if (in_flight) send_append();
        return;
    }
    if (in_flight && last >= appending_.version) return compare_stored();
    if (last > expected) return restart_later("another engine appended to the log");
    const auto* entry = recent_.after(last);
    // A log that lost everything goes on with the first entry that the archive does not have.
    if (entry == nullptr && last < archived_) entry = recent_.oldest();
    if (entry != nullptr && entry->previous <= std::max(last, archived_)) {
        upkeep_->log_lost();
        return append_again(*entry);
    }
    restart_later("the log lost entries that are not kept here");
}

void EnginePump::append_again(const RecentAppends::Entry& entry) {
    if (fails_at("engine.append_again.before")) {
        return retry_.after(kRetry, [this] { verify(); });
    }
    streams_.append_event(
        workspace_, entry.version, entry.bytes,
        [this, alive = std::weak_ptr(alive_)](Result<void> stored) {
            if (alive.expired() || !engine_) return;
            if (fails_at("engine.append_again.after")) {
                stored = std::unexpected(failed_on_purpose("engine.append_again.after"));
            }
            if (stored) {
                if (events_.appended_again) events_.appended_again();
                return verify();
            }
            if (stored.error().kind == Error::Kind::cancelled) return;
            retry_.after(kRetry, [this] { verify(); });
        });
}

void EnginePump::note_history() {
    streams_.histories(workspace_, [this, alive = std::weak_ptr(alive_)](auto found) {
        if (alive.expired() || !engine_ || verifying_ || !found) return;
        if (found->now == found->noted) return;
        streams_.note_history(workspace_, found->now, [](Result<void>) {});
    });
}

void EnginePump::compare_stored() {
    confirmation_ = streams_.read_events(workspace_, appending_.version - 1);
    // It may vanish in this moment, and a reader waits for ever.
    retry_.after(kReadLimit, [this] {
        confirmation_.reset();
        verify();
    });
    confirmation_->next(1, [this, alive = std::weak_ptr(alive_)](auto entries) {
        if (alive.expired() || !engine_) return;
        if (!entries && entries.error().kind == Error::Kind::cancelled) return;
        retry_.cancel();
        if (!entries) return on_append_failed(entries.error());
        if (entries->front().bytes != appending_.bytes) {
            return restart_later("another engine appended to the log");
        }
        verifying_ = false;
        on_appended();
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

void EnginePump::drop_engine() {
    wakeup_.cancel();
    retry_.cancel();
    recovery_.reset();
    lost_.reset();
    engine_.reset();
    intake_.reset();
    upkeep_.reset();
    watch_.reset();
    answers_.reset();
    confirmation_.reset();
    appending_ = {};
    verifying_ = false;
}

void EnginePump::restart_later(std::string why) {
    events_.trouble(fmt::format("the engine of {} starts again: {}", workspace_.text(), why));
    // Not from within a part of ours that is at work.
    loop_.post([this, alive = std::weak_ptr(alive_)] {
        if (alive.expired()) return;
        drop_engine();
        if (stopping_) return finish_stop();
        retry_.after(kRetry, [this] {
            if (lease_.held()) recover();
        });
    });
}

void EnginePump::stop(std::function<void()> done) {
    stopping_ = true;
    stopped_ = std::move(done);
    wakeup_.cancel();
    if (!engine_ || appending_.version == 0) finish_stop();
}

void EnginePump::finish_stop() {
    retry_.cancel();
    auto done = std::exchange(stopped_, nullptr);
    if (!done) return;
    lease_.stop([this, alive = std::weak_ptr(alive_), done = std::move(done)] {
        if (!alive.expired()) drop_engine();
        done();
    });
}

}  // namespace usher::app
