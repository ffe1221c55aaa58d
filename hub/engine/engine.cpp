#include "hub/engine/engine.hpp"

#include <algorithm>
#include <cassert>

#include "hub/base/overloaded.hpp"
#include "hub/core/apply.hpp"
#include "hub/core/routing/keep_index.hpp"
#include "hub/core/sla/promises.hpp"
#include "hub/core/workspace/memory.hpp"

namespace usher::engine {

Engine::Engine(core::Workspace workspace, std::string epoch, std::string cursor)
    : workspace_(std::move(workspace)), epoch_(std::move(epoch)), cursor_(std::move(cursor)) {}

std::vector<Effect> Engine::handle(Input input, Timestamp now) {
    // The log keeps milliseconds: a state that was read from it must equal the one that wrote it.
    now = std::chrono::floor<std::chrono::milliseconds>(now);
    std::visit(overloaded{
                   [&](CommandsRead& read) { take(std::move(read)); },
                   [&](Appended& appended) {
                       assert(append_in_flight_ && appended.version == workspace_.version);
                       append_in_flight_ = false;
                   },
                   [&](Answered& answered) {
                       recall_.answer(answered.number, std::move(answered.answer));
                   },
                   [&](Archived& archived) { archived_ = std::max(archived_, archived.version); },
                   [](Woke&) {},
               },
               input);
    std::vector<Effect> effects;
    if (append_in_flight_) return effects;
    if (auto entry = decide_batch(now)) {
        append_in_flight_ = true;
        effects.push_back(Append{std::move(*entry)});
    }
    for (auto& ask : recall_.take_asks()) effects.push_back(std::move(ask));
    return effects;
}

void Engine::take(CommandsRead read) {
    reads_.push_back({std::move(read.cursor), read.commands.size()});
    const auto entry = std::prev(reads_.end());
    for (auto& command : read.commands) {
        arrived_.push_back({std::move(command), entry, {}, 0, {}, {}});
    }
    if (read.commands.empty()) {
        entry->undecided = 1;
        complete(entry);
    }
}

Timestamp Engine::next_wakeup() const {
    if (append_in_flight_) return kNever;
    return std::min({core::next_deadline(workspace_), core::next_review(workspace_),
                     core::next_forgetting(workspace_, archived_)});
}

std::optional<core::LogEntry> Engine::decide_batch(Timestamp now) {
    core::LogEntry entry;
    entry.previous = workspace_.version;
    entry.version = workspace_.version + 1;
    entry.epoch = epoch_;
    entry.decided = now;
    workspace_.version = entry.version;

    decided_ = 0;
    if (recall_.stirred()) decide_held(entry, now);
    if (!recall_.stirred()) decide_arrived(entry, now);
    settle(entry, now);
    review(entry, now);
    forget(entry, now);
    entry.cursor = cursor_;
    if (entry.events.empty() && entry.outcomes.empty()) {
        workspace_.version = entry.previous;
        return {};
    }
    return entry;
}

void Engine::decide_held(core::LogEntry& entry, Timestamp now) {
    recall_.begin_review();
    while (auto ready = recall_.next(workspace_, now)) {
        decide(std::move(*ready), entry, now);
        if (decided_ >= kBatchMax) return recall_.stir();  // the rest after this entry
    }
}

void Engine::decide_arrived(core::LogEntry& entry, Timestamp now) {
    for (; !arrived_.empty() && decided_ < kBatchMax; arrived_.pop_front()) {
        auto& waiting = arrived_.front();
        if (!recall_.hold(workspace_, waiting, now)) decide(std::move(waiting), entry, now);
    }
}

void Engine::decide(Waiting waiting, core::LogEntry& entry, Timestamp now) {
    ++decided_;
    if (waiting.recalled) recall(std::move(*waiting.recalled), entry, now);
    const auto& command = waiting.command;
    auto decision = waiting.decided ? core::decide_repeat(command, *waiting.decided)
                                    : core::decide(workspace_, command, now);
    if (auto* events = std::get_if<core::Events>(&decision)) {
        take(std::move(*events), entry, now);
    } else {
        core::Outcome outcome{command.id, command.caller, core::Rejection{}};
        std::visit(overloaded{[](core::Events&) {},
                              [&](auto& result) { outcome.result = std::move(result); }},
                   decision);
        entry.outcomes.push_back(std::move(outcome));
    }
    complete(waiting.entry);
}

void Engine::recall(core::ContactRecalled recalled, core::LogEntry& entry, Timestamp now) {
    std::erase_if(recalled.conversations, [&](const core::Conversation& conversation) {
        return workspace_.find(conversation.id) != nullptr;
    });
    if (recalled.conversations.empty() && workspace_.find(recalled.contact) != nullptr) return;
    core::Events events;
    events.push_back({{}, 0, now, now, core::Actor::system(), {}, std::move(recalled)});
    take(std::move(events), entry, now);
}

/// One command of the stream entry is decided. The cursor moves past entries that are decided as a
/// whole and stops at the first that is not; behind that one, whole entries are kept as their last
/// cursor only.
void Engine::complete(ReadEntries::iterator read) {
    if (--read->undecided > 0) return;
    if (read == reads_.begin()) {
        cursor_ = std::move(read->cursor);
    } else {
        std::prev(read)->cursor = std::move(read->cursor);
    }
    reads_.erase(read);
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
    core::settled(workspace_);
}

/// One slice of what a change of promises means; the others follow at once, each with an entry of its own.
void Engine::review(core::LogEntry& entry, Timestamp now) {
    if (core::next_review(workspace_) == kNever) return;
    take(core::review_promises(workspace_, now), entry, now);
    settle(entry, now);
}

void Engine::forget(core::LogEntry& entry, Timestamp now) {
    auto events = core::forget(workspace_, now, archived_);
    for (const auto& event : events) {
        recall_.forgotten(std::get<core::ContactForgotten>(event.body).contact);
    }
    take(std::move(events), entry, now);
}

}  // namespace usher::engine
