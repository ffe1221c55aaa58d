#include "hub/gateway/command_lane.hpp"

#include "hub/base/failpoint.hpp"
#include "hub/base/overloaded.hpp"

namespace usher::gateway {

Result<void> CommandLane::submit(core::Command command,
                                 const std::weak_ptr<CommandCaller>& session) {
    if (fails_at("gateway.command.parsed")) {
        return std::unexpected(failed_on_purpose("gateway.command.parsed"));
    }
    const auto now = loop_.now();
    if (pending_.full() || !waiting_limit_.admits(pending_.size(), now)) {
        return fail(Error::Kind::exhausted, "too many commands wait for their decision");
    }
    auto pending = pending_.add(command.caller, command.id, session, now);
    auto posted = sink_.post(std::move(command), [this, pending](Result<void> appended) {
        if (appended) return late_acks_.durable(pending);
        const bool unanswered = !pending->answered;
        pending_.remove(*pending);
        if (!unanswered) return;
        if (auto caller = pending->session.lock()) caller->on_unavailable(pending->id);
    });
    if (!posted) pending_.remove(*pending);
    return posted;
}

Result<void> CommandLane::report(core::Command command, CommandSink::Done done) {
    if (!waiting_limit_.admits(pending_.size(), loop_.now())) {
        return fail(Error::Kind::exhausted, "too many commands wait for their decision");
    }
    return sink_.post(std::move(command), std::move(done));
}

void CommandLane::settle(const core::LogEntry& entry) {
    sink_.unarchived().decided(entry.cursor, entry.version);
    const auto waiting = pending_.size();
    if (waiting == 0) return;
    answer(entry);
    waiting_limit_.decided(waiting - pending_.size(), pending_.size(), loop_.now());
}

void CommandLane::answer(const core::LogEntry& entry) {
    const core::Event* before = nullptr;
    for (const auto& event : entry.events) {
        if (event.key.empty()) continue;
        // Several events of one decision carry the same key, side by side.
        const bool same =
            before != nullptr && before->key == event.key && before->actor.id == event.actor.id;
        before = &event;
        if (same) continue;
        auto pending = pending_.take(event.actor, event.key);
        if (!pending) continue;
        if (auto session = pending->session.lock()) {
            session->on_settled(pending->id, {event.conversation, event.seq, false, true});
        }
    }
    for (const auto& outcome : entry.outcomes) {
        auto pending = pending_.take(outcome.caller, outcome.command_id);
        if (!pending) continue;
        auto session = pending->session.lock();
        if (!session) continue;
        std::visit(
            overloaded{
                [&](const core::Rejection& refused) { session->on_rejected(pending->id, refused); },
                [&](const core::Duplicate& done) {
                    session->on_settled(pending->id, {done.conversation, done.seq, true, false});
                },
                [&](const core::Unchanged& done) {
                    session->on_settled(pending->id, {done.conversation, done.seq, false, false});
                },
            },
            outcome.result);
    }
}

}  // namespace usher::gateway
