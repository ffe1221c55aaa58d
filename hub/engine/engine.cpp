#include "hub/engine/engine.hpp"

#include <algorithm>
#include <cassert>

#include "hub/base/overloaded.hpp"
#include "hub/core/apply.hpp"

namespace usher::engine {

Engine::Engine(core::Workspace workspace, std::string epoch, std::string cursor)
    : workspace_(std::move(workspace)), epoch_(std::move(epoch)), cursor_(std::move(cursor)) {}

std::vector<Effect> Engine::handle(Input input, Timestamp now) {
    // The log keeps milliseconds: a state that was read from it must equal the one that wrote it.
    now = std::chrono::floor<std::chrono::milliseconds>(now);
    std::visit(overloaded{
                   [&](CommandsRead& read) {
                       for (auto& command : read.commands) {
                           waiting_.push_back({read.cursor, std::move(command)});
                       }
                       // Only the last command of an entry completes it.
                       for (std::size_t i = 1; i < read.commands.size(); ++i) {
                           waiting_[waiting_.size() - 1 - i].cursor.clear();
                       }
                   },
                   [&](Appended& appended) {
                       assert(append_in_flight_ && appended.version == workspace_.version);
                       append_in_flight_ = false;
                   },
                   [](Woke&) {},
               },
               input);
    std::vector<Effect> effects;
    if (append_in_flight_) return effects;
    if (auto entry = decide_batch(now)) {
        append_in_flight_ = true;
        effects.push_back(Append{std::move(*entry)});
    }
    return effects;
}

Timestamp Engine::next_wakeup() const {
    return append_in_flight_ ? kNever : core::next_deadline(workspace_);
}

std::optional<core::LogEntry> Engine::decide_batch(Timestamp now) {
    core::LogEntry entry;
    entry.previous = workspace_.version;
    entry.version = workspace_.version + 1;
    entry.epoch = epoch_;
    entry.decided = now;
    workspace_.version = entry.version;

    const auto count = std::min(waiting_.size(), kBatchMax);
    for (std::size_t i = 0; i < count; ++i) {
        auto& [cursor, command] = waiting_[i];
        auto decision = core::decide(workspace_, command, now);
        if (auto* events = std::get_if<core::Events>(&decision)) {
            take(std::move(*events), entry, now);
        } else {
            core::Outcome outcome{command.id, command.caller, core::Rejection{}};
            std::visit(overloaded{[](core::Events&) {},
                                  [&](auto& result) { outcome.result = std::move(result); }},
                       decision);
            entry.outcomes.push_back(std::move(outcome));
        }
        if (!cursor.empty()) cursor_ = cursor;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    settle(entry, now);
    entry.cursor = cursor_;
    if (entry.events.empty() && entry.outcomes.empty()) {
        workspace_.version = entry.previous;
        return {};
    }
    return entry;
}

void Engine::take(core::Events events, core::LogEntry& entry, Timestamp now) {
    while (!events.empty()) {
        for (const auto& event : events) core::apply(workspace_, event);
        auto reactions = core::react(workspace_, events, now);
        std::ranges::move(events, std::back_inserter(entry.events));
        events = std::move(reactions);
    }
}

void Engine::settle(core::LogEntry& entry, Timestamp now) {
    for (auto events = core::advance(workspace_, now); !events.empty();
         events = core::advance(workspace_, now)) {
        take(std::move(events), entry, now);
    }
}

}  // namespace usher::engine
