// Random days of a contact centre with every rule of routing in play: offers, skills, languages,
// tiers, weights, overflow, transfers, people who come, go, decline and fall silent.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/story.hpp"

namespace usher::test {

struct RoutingDay {
    Story story;
    std::vector<std::string> agents{"Anna", "Ben", "Cem", "Lea"};

    RoutingDay() {
        story.define(core::DefineTiers{{{{"gold", 600s}, {"silver", 120s}}}});
        for (const auto& name : agents) {
            story.hire(name, *rc::gen::inRange<std::uint32_t>(1, 4),
                       name == "Lea" ? core::AgentRole::supervisor : core::AgentRole::agent);
            if (*rc::gen::arbitrary<bool>()) story.connect(name, true);
            equip(name);
        }
        route(story.support, story.sales);
        route(story.sales, story.support);
    }

    void play() {
        const auto steps = *rc::gen::inRange(1, 80);
        for (int i = 0; i < steps; ++i) step();
    }
    void step() {
        const auto agent = *rc::gen::elementOf(agents);
        const auto customer = "c" + std::to_string(*rc::gen::inRange(0, 12));
        const bool known = story.play.workspace().find(story.contact(customer)) != nullptr;
        const auto kind = *rc::gen::inRange(0, 16);
        if (!known || kind < 3) return writes(customer);
        const auto id = story.conversation(customer).id;
        switch (kind) {
            case 3:
                return story.connect(agent, *rc::gen::arbitrary<bool>());
            case 4:
                story.as(agent, core::SetPresence{*rc::gen::element(core::Presence::online,
                                                                    core::Presence::away)});
                return;
            case 5:
            case 6:
                return answer_offer(id, true);
            case 7:
                return answer_offer(id, false);
            case 8:
                story.agent_writes(agent, customer, "answer");
                return;
            case 9:
                story.as(agent, core::ResolveConversation{id});
                return;
            case 10:
                story.as("Lea",
                         core::AssignConversation{
                             id, *rc::gen::arbitrary<bool>() ? story.agents[agent] : AgentId()});
                return;
            case 11:
                return transfer(id, agent);
            case 12:
                return classify(id);
            case 13:
                return equip(agent);
            case 14:
                story.as("Lea",
                         core::SetAccepting{story.agents[agent], *rc::gen::arbitrary<bool>(), "x"});
                return;
            default:
                story.play.pass(std::chrono::seconds(*rc::gen::inRange(1, 90)));
        }
    }
    void writes(const std::string& customer) {
        story.customer_writes_in(customer, *rc::gen::element<std::string>("en", "de-AT", ""),
                                 "hello");
    }
    void answer_offer(ConversationId id, bool yes) {
        const auto& offer = story.play.workspace().find(id)->routing.offer;
        if (!offer) return;
        const auto by = core::Actor::agent(offer->agent);
        const auto number = offer->number;
        if (yes) {
            story.play.submit(by, core::AcceptOffer{id, number});
        } else {
            story.play.submit(by, core::DeclineOffer{id, number, "no"});
        }
    }
    void transfer(ConversationId id, const std::string& agent) {
        core::TransferConversation transfer;
        transfer.conversation = id;
        transfer.warm = *rc::gen::arbitrary<bool>();
        if (*rc::gen::arbitrary<bool>()) {
            transfer.agent = story.agents[agent];
        } else {
            transfer.queue = *rc::gen::element(story.support, story.sales);
        }
        story.as("Lea", transfer);
    }
    void classify(ConversationId id) {
        core::Classification given;
        given.tier = *rc::gen::element<std::string>("", "silver", "gold");
        if (*rc::gen::arbitrary<bool>()) given.needs = {{"law", 1, *rc::gen::arbitrary<bool>()}};
        story.as("Lea", core::ClassifyConversation{id, given});
    }
    void equip(const std::string& agent) {
        core::AgentRouting routing;
        for (const char* skill : {"law", "billing"}) {
            const auto level = *rc::gen::inRange<int>(0, 3);
            if (level > 0) routing.skills.push_back({skill, static_cast<std::uint8_t>(level)});
        }
        routing.languages =
            *rc::gen::element(std::vector<std::string>{"en"}, std::vector<std::string>{"en", "de"});
        if (*rc::gen::arbitrary<bool>()) routing.units = *rc::gen::inRange<core::Units>(500, 3500);
        if (*rc::gen::arbitrary<bool>()) {
            routing.channels = {{"web", *rc::gen::inRange<core::Units>(0, 1500),
                                 *rc::gen::inRange<std::uint32_t>(0, 3)}};
        }
        story.equip(agent, routing);
    }
    void route(QueueId queue, QueueId other) {
        core::QueueRouting rules;
        rules.offer_timeout = *rc::gen::element(0s, 20s, 45s);
        rules.retry_after = *rc::gen::element(10s, 60s);
        rules.misses_max = *rc::gen::inRange<std::uint32_t>(0, 4);
        rules.sticky = *rc::gen::arbitrary<bool>();
        rules.choice =
            *rc::gen::element(core::AgentChoice::least_loaded, core::AgentChoice::longest_idle);
        rules.language =
            *rc::gen::element(core::LanguageRule::ignored, core::LanguageRule::preferred,
                              core::LanguageRule::required);
        if (*rc::gen::arbitrary<bool>())
            rules.needs = {{"billing", 1, *rc::gen::arbitrary<bool>()}};
        rules.relax_after = *rc::gen::element(0s, 30s);
        if (*rc::gen::arbitrary<bool>()) {
            rules.overflow = other;
            rules.overflow_after = 75s;
        }
        story.route(queue, rules);
    }
};

}  // namespace usher::test
