#include "hub/app/engine/intake.hpp"

#include <fmt/format.h>

#include "hub/base/failpoint.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
/// What one engine may have had in hand when it ended.
constexpr std::size_t kCarefulMax = 64;

}  // namespace

Intake::Intake(log::Streams& streams, WorkspaceId workspace, std::string after_id,
               IntakeEvents events)
    : streams_(streams),
      workspace_(workspace),
      events_(std::move(events)),
      reader_(streams.read_commands(workspace, std::move(after_id))) {}

Intake::~Intake() {
    alive_.reset();
}

void Intake::read() {
    if (reading_ || !held_.empty() || given_ || !events_.wanted()) return;
    reading_ = true;
    reader_->next(careful_ ? kCarefulMax : kReadMax,
                  [this, alive = std::weak_ptr(alive_)](auto entries) {
                      if (alive.expired()) return;
                      reading_ = false;
                      if (fails_at("engine.commands.read")) {
                          return events_.failed(failed_on_purpose("engine.commands.read"));
                      }
                      if (entries) return take(std::move(*entries));
                      if (entries.error().kind != Error::Kind::cancelled) {
                          events_.failed(entries.error());
                      }
                  });
}

void Intake::take(std::vector<log::CommandEntry> entries) {
    if (careful_) {
        std::ranges::move(entries, std::back_inserter(held_));
        return next_careful();
    }
    const auto alive = std::weak_ptr(alive_);
    for (auto& entry : entries) {
        give(std::move(entry));
        if (alive.expired()) return;
    }
    read();
}

void Intake::next_careful() {
    if (held_.empty()) {
        careful_ = false;
        streams_.clear_tries(workspace_, [](Result<void>) {});
        return read();
    }
    if (counting_) return;
    counting_ = true;
    streams_.count_try(workspace_, held_.front().id,
                       [this, alive = std::weak_ptr(alive_)](Result<std::uint32_t> tries) {
                           if (alive.expired()) return;
                           counting_ = false;
                           if (fails_at("engine.try.counted")) {
                               return events_.failed(failed_on_purpose("engine.try.counted"));
                           }
                           if (!tries) return events_.failed(tries.error());
                           auto entry = std::move(held_.front());
                           held_.pop_front();
                           if (*tries > kTriesMax) {
                               return put_aside(std::move(entry), *tries - 1,
                                                "the engine ended while it was decided");
                           }
                           given_ = true;
                           give(std::move(entry));
                       });
}

void Intake::settled() {
    if (!std::exchange(given_, false)) return;
    next_careful();
}

void Intake::give(log::CommandEntry entry) {
    auto commands = wire::decode_commands(entry.bytes);
    if (commands) return events_.commands(std::move(entry.id), std::move(*commands));
    put_aside(std::move(entry), 1, commands.error().text);
}

void Intake::put_aside(log::CommandEntry entry, std::uint32_t tries, std::string cause) {
    events_.trouble(fmt::format("command entry {} is put aside as a dead letter after {} tries: {}",
                                entry.id, tries, cause));
    if (fails_at("engine.bury.before")) {
        return events_.failed(failed_on_purpose("engine.bury.before"));
    }
    streams_.bury(workspace_, {entry.id, std::move(cause), tries, std::move(entry.bytes)},
                  [this, alive = std::weak_ptr(alive_)](Result<void> buried) {
                      if (alive.expired()) return;
                      if (fails_at("engine.bury.after")) {
                          buried = std::unexpected(failed_on_purpose("engine.bury.after"));
                      }
                      if (!buried) return events_.failed(buried.error());
                      // Passed over: the cursor moves on with the next command that is decided.
                      if (std::exchange(given_, false) || !held_.empty() || careful_)
                          next_careful();
                  });
}

}  // namespace usher::app
