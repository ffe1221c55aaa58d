// Random days of a small contact centre, for properties that must hold whatever people do.
#pragma once

#include <rapidcheck/gtest.h>

#include "tests/support/story.hpp"

namespace usher::test {

/// Plays random steps; afterwards the story stands in some state that could have come about.
inline void play_random(Story& story) {
    const std::vector<std::string> agents{"Anna", "Ben", "Lea"};
    for (const auto& name : agents) {
        story.hire(name, *rc::gen::inRange<std::uint32_t>(1, 4),
                   name == "Lea" ? core::AgentRole::supervisor : core::AgentRole::agent);
    }
    const auto steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
        const auto agent = *rc::gen::elementOf(agents);
        const auto customer = "c" + std::to_string(*rc::gen::inRange(0, 8));
        const bool known = story.play.workspace().find(story.contact(customer)) != nullptr;
        const auto conversation = known ? story.conversation(customer).id : ConversationId();
        switch (*rc::gen::inRange(0, 10)) {
            case 0:
            case 1:
                story.customer_writes(customer, "hello " + std::to_string(i));
                break;
            case 2:
                story.connect(agent, *rc::gen::arbitrary<bool>());
                break;
            case 3:
                story.as(agent, core::SetPresence{*rc::gen::element(core::Presence::online,
                                                                    core::Presence::away,
                                                                    core::Presence::offline)});
                break;
            case 4:
                if (known) story.agent_writes(agent, customer, "answer");
                break;
            case 5:
                if (known) story.as(agent, core::ResolveConversation{conversation});
                break;
            case 6:
                if (known) story.as(agent, core::ReopenConversation{conversation});
                break;
            case 7:
                if (known) {
                    story.as(agent, core::AssignConversation{
                                        conversation, story.agents[*rc::gen::elementOf(agents)]});
                }
                break;
            case 8:
                if (known) {
                    story.as(agent,
                             core::TransferConversation{conversation, story.sales, {}, "why"});
                }
                break;
            default:
                story.play.pass(std::chrono::seconds(*rc::gen::inRange(1, 3600)));
                break;
        }
    }
}

}  // namespace usher::test
