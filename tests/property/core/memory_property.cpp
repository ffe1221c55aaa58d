// Goal: nobody can tell whether a closed conversation had left memory: same decisions, same numbers, same clocks.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "tests/support/state_text.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

struct Step {
    int kind = 0;
    std::string agent;
    std::string customer;
    int amount = 0;
    bool flag = false;
};

std::vector<Step> random_steps() {
    std::vector<Step> steps(static_cast<std::size_t>(*rc::gen::inRange(1, 80)));
    for (auto& step : steps) {
        step.kind = *rc::gen::inRange(0, 15);
        step.agent = *rc::gen::element<std::string>("Anna", "Ben");
        step.customer = "c" + std::to_string(*rc::gen::inRange(0, 5));
        step.amount = *rc::gen::inRange(1, 4 * 3600);
        step.flag = *rc::gen::arbitrary<bool>();
    }
    return steps;
}

/// The same steps, whatever is in memory: what they name is known from the log.
class Play {
  public:
    explicit Play(bool forgets) : forgets_(forgets) {
        story.hire("Anna", 2);
        story.hire("Ben", 3, core::AgentRole::supervisor);
        for (int i = 0; i < 5; ++i) story.contact("c" + std::to_string(i));
    }
    void take(const Step& step) {
        const auto contact = core::Actor::contact(story.contact(step.customer));
        const auto id = conversation_of(step.customer);
        switch (step.kind) {
            case 0:
            case 1: story.customer_writes(step.customer, "text " + std::to_string(step.amount)); break;
            case 2: story.connect(step.agent, step.flag); break;
            case 3: send(step.agent, id, step.flag); break;
            case 4:
            case 5: story.as(step.agent, core::ResolveConversation{id}); break;
            case 6: story.as(step.agent, core::ReopenConversation{id}); break;
            case 7: story.as(step.agent, core::AssignConversation{id, story.agents[step.agent]}); break;
            case 8: story.as(step.agent, core::TransferConversation{id, story.sales, {}, "why"}); break;
            case 9: story.as(step.agent, core::RecordReceipt{id, 0, 1 + step.amount % 9U}); break;
            case 10: story.play.submit(contact, core::RecordReceipt{id, 1 + step.amount % 9U, 1}); break;
            case 11:
                story.play.submit(contact, core::UpdateContact{{}, {step.agent, "", "", ""}});
                break;
            case 12: if (forgets_) story.play.archive(step.flag); break;
            case 13: story.customer_writes(step.customer, "again", "the-same-id"); break;
            default: story.play.pass(std::chrono::seconds(step.amount)); break;
        }
    }
    /// Everything anybody may notice, in order.
    std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const auto& entry : story.play.log()) {
            core::LogEntry seen;
            for (const auto& event : entry.events) {
                if (std::holds_alternative<core::ContactForgotten>(event.body)) continue;
                if (std::holds_alternative<core::ContactRecalled>(event.body)) continue;
                lines.push_back(wire::event_json(event));
            }
            seen.outcomes = entry.outcomes;
            if (!seen.outcomes.empty()) lines.push_back(wire::log_entry_json(seen));
        }
        return lines;
    }
    /// A conversation whole, without the version at which it last changed.
    std::string record(ConversationId id) const {
        const auto* found = story.play.workspace().find(id);
        if (found == nullptr) return "not in memory";
        auto conversation = *found;
        conversation.changed = 0;
        return wire::event_json({{}, 0, {}, {}, {}, {}, core::ContactRecalled{{}, {}, {conversation}}});
    }
    ConversationId conversation_of(const std::string& customer) {
        for (; read_ < story.play.log().size(); ++read_) {
            for (const auto& event : story.play.log()[read_].events) {
                const auto* opened = std::get_if<core::ConversationOpened>(&event.body);
                if (opened != nullptr) conversations_[opened->contact] = event.conversation;
            }
        }
        return conversations_[story.contact(customer)];
    }

    Story story;

  private:
    void send(const std::string& agent, ConversationId id, bool note) {
        core::SendMessage send;
        send.conversation = id;
        send.text = "answer";
        send.note = note;
        story.as(agent, send);
    }
    bool forgets_;
    std::size_t read_ = 0;
    std::map<ContactId, ConversationId> conversations_;
};

RC_GTEST_PROP(Memory, ForgettingIsNotNoticed, ()) {
    const auto steps = random_steps();
    Play remembers(false), forgets(true);
    for (const auto& step : steps) {
        remembers.take(step);
        forgets.take(step);
    }
    RC_ASSERT(forgets.told() == remembers.told());
    for (int i = 0; i < 5; ++i) {
        const auto customer = "c" + std::to_string(i);
        for (auto* each : {&remembers, &forgets}) each->story.customer_writes(customer, "at last");
        const auto id = remembers.conversation_of(customer);
        RC_ASSERT(forgets.record(id) == remembers.record(id));
    }
    RC_ASSERT(forgets.told() == remembers.told());
}

RC_GTEST_PROP(Memory, WhoeverReadsTheLogHoldsWhatTheEngineHolds, ()) {
    Play play(true);
    for (const auto& step : random_steps()) play.take(step);
    core::Workspace read;
    for (const auto& entry : play.story.play.log()) {
        auto decoded = wire::decode_log_entry(wire::encode_log_entry(entry));
        RC_ASSERT(decoded.has_value());
        core::apply(read, *decoded);
    }
    RC_ASSERT(state_text(read) == state_text(play.story.play.workspace()));
}

RC_GTEST_PROP(Memory, HoldsOnlyWhatIsLiveOrWasLately, ()) {
    Play play(true);
    for (const auto& step : random_steps()) play.take(step);
    play.story.play.archive(true);
    play.story.connect("Anna", false);  // an entry, so that the archive is told
    play.story.play.pass(30h);
    const auto& state = play.story.play.workspace();
    for (const auto& [id, contact] : state.contacts) RC_ASSERT(contact.open > 0U);
    for (const auto& [id, conversation] : state.conversations) {
        RC_ASSERT(state.contacts.at(conversation.contact).open > 0U);
    }
}

}  // namespace
}  // namespace usher::test
