// Goal: a hub that starts from a snapshot decides as one that read the whole log.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "tests/property/core/random_story.hpp"
#include "tests/support/state_text.hpp"

namespace usher::test {
namespace {

/// What both states answer to the same commands, as the log would hold it.
std::string decisions(const core::Workspace& state, const Story& story, Timestamp now) {
    std::string text;
    const auto decide = [&](core::Actor caller, core::CommandBody body, std::string id) {
        const core::Command command{std::move(id), std::move(caller), {},
                                    now,           {1, 2, 3},         std::move(body)};
        core::LogEntry entry;
        auto decision = core::decide(state, command, now);
        if (auto* events = std::get_if<core::Events>(&decision))
            entry.events = std::move(*events);
        else if (auto* refused = std::get_if<core::Rejection>(&decision))
            text += refused->code;
        else if (auto* done = std::get_if<core::Duplicate>(&decision))
            text += std::to_string(done->seq);
        text += wire::encode_log_entry(entry);
    };
    for (const auto& [name, contact] : story.contacts) {
        core::SendMessage send;
        send.inbox = story.inbox;
        send.text = "further";
        decide(core::Actor::contact(contact), send, "new-" + name);
    }
    for (const auto& entry : story.play.log()) {  // every command again
        for (const auto& event : entry.events) {
            const auto* message = std::get_if<core::MessageAdded>(&event.body);
            if (message == nullptr || event.key.empty()) continue;
            core::SendMessage send;
            send.conversation = event.conversation;
            send.inbox = story.inbox;
            send.text = message->text;
            decide(event.actor, send, event.key);
        }
    }
    core::LogEntry due;
    due.events = core::advance(state, now + 2h);
    return text + wire::encode_log_entry(due) + std::to_string(to_ms(core::next_deadline(state)));
}

RC_GTEST_PROP(Snapshot, GoingOnFromItIsTheSameAsHavingReadEverything, ()) {
    Story story;
    play_random(story);
    const auto& log = story.play.log();
    const auto cut = *rc::gen::inRange<std::size_t>(0, log.size() + 1);
    core::Workspace whole;
    for (std::size_t i = 0; i < cut; ++i) core::apply(whole, log[i]);
    auto loaded =
        wire::decode_snapshot(wire::encode_snapshot(whole, "7", "12-3", story.play.now()));
    RC_ASSERT(loaded.has_value());
    RC_ASSERT(loaded->epoch == "7");
    RC_ASSERT(loaded->cursor == "12-3");
    RC_ASSERT(loaded->taken == story.play.now());
    RC_ASSERT(state_text(loaded->workspace) == state_text(whole));
    for (std::size_t i = cut; i < log.size(); ++i) {
        core::apply(whole, log[i]);
        core::apply(loaded->workspace, log[i]);
        RC_ASSERT(state_text(loaded->workspace) == state_text(whole));
    }
    RC_ASSERT(state_text(whole) == state_text(story.play.workspace()));
    RC_ASSERT(decisions(loaded->workspace, story, story.play.now()) ==
              decisions(whole, story, story.play.now()));
}

}  // namespace
}  // namespace usher::test
