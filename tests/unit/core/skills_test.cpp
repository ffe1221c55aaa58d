// Goal: a conversation goes to somebody who can deal with it, higher tiers sooner, and nobody waits
// for ever.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

core::AgentRouting with(std::vector<core::AgentSkill> skills,
                        std::vector<std::string> languages = {}) {
    core::AgentRouting routing;
    routing.skills = std::move(skills);
    routing.languages = std::move(languages);
    return routing;
}

TEST(Skills, RequiredOnesAreNeverGivenUp) {
    Story story;
    core::QueueRouting rules;
    rules.needs = {{"billing", 3, true}};
    rules.relax_after = 30s;
    story.route(story.support, rules);
    story.online("Anna");
    story.equip("Anna", with({{"billing", 2}}));
    story.customer_writes("Mia", "hello");
    story.play.pass(24h);
    EXPECT_EQ(story.assignee("Mia"), "") << "level 2 is not 3";
    story.equip("Anna", with({{"billing", 3}}));
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

TEST(Skills, PreferredOnesAreGivenUpInTheirOrder) {
    Story story;
    core::QueueRouting rules;
    rules.needs = {{"billing", 1, true}, {"french wine", 1, false}, {"cheese", 1, false}};
    rules.relax_after = 30s;
    story.route(story.support, rules);
    story.online("Anna");
    story.online("Ben");
    story.equip("Anna", with({{"billing", 1}}));
    story.customer_writes("Mia", "hello");
    story.play.pass(31s);
    EXPECT_EQ(story.assignee("Mia"), "") << "cheese is still asked for";
    EXPECT_EQ(story.conversation("Mia").routing.relaxed, 1u);
    story.play.pass(30s);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
    story.customer_writes("Tom", "hello");
    story.play.pass(31s);
    story.equip("Ben", with({{"billing", 1}, {"cheese", 1}}));
    EXPECT_EQ(story.assignee("Tom"), "Ben") << "wine was given up";
}

TEST(Skills, LanguagesAreMatchedByTheirPrimaryTag) {
    Story story;
    core::QueueRouting rules;
    rules.language = core::LanguageRule::required;
    story.route(story.support, rules);
    story.online("Anna");
    story.online("Ben");
    story.equip("Anna", with({}, {"en"}));
    story.equip("Ben", with({}, {"DE-de"}));
    story.customer_writes_in("Mia", "de-AT", "Grüß Gott");
    EXPECT_EQ(story.assignee("Mia"), "Ben");
    story.customer_writes_in("Jan", "nl", "hallo");
    EXPECT_EQ(story.assignee("Jan"), "");
}

TEST(Skills, AConversationMayNeedMoreThanItsQueue) {
    Story story;
    story.online("Anna", 1);
    story.customer_writes("Mia", "hello");
    story.customer_writes("Tom", "hello");
    story.hire("Ben");
    story.hire("Lea", 4, core::AgentRole::supervisor);
    core::Classification needs;
    needs.needs = {{"law", 1, true}};
    story.as("Lea", core::ClassifyConversation{story.conversation("Tom").id, needs});
    story.online("Ben");
    EXPECT_EQ(story.assignee("Tom"), "");
    story.equip("Ben", with({{"law", 1}}));
    EXPECT_EQ(story.assignee("Tom"), "Ben");
}

TEST(Tiers, AHeadStartLetsPassUntilTheCeilingAndNotBeyond) {
    Story story;
    story.define(core::DefineTiers{{{{"gold", 600s}}}});
    story.hire("Anna", 1);
    story.hire("Lea", 4, core::AgentRole::supervisor);
    const auto gold = [&](const std::string& name) {
        story.customer_writes(name, "hello");
        core::Classification tier;
        tier.tier = "gold";
        story.as("Lea", core::ClassifyConversation{story.conversation(name).id, tier});
    };
    story.customer_writes("plain", "hello");
    story.play.pass(9min);
    gold("soon");
    story.play.pass(2min);
    gold("late");
    story.online("Anna");
    EXPECT_EQ(story.assignee("soon"), "Anna") << "came 9 minutes later, counts as 10 earlier";
    story.as("Anna", core::ResolveConversation{story.conversation("soon").id});
    EXPECT_EQ(story.assignee("plain"), "Anna") << "nobody is passed by who came 10 minutes later";
}

TEST(Capacity, ChannelsWeighDifferentlyAndOneMayHaveItsOwnLimit) {
    Story story;
    story.online("Anna", 4);
    auto routing = with({});
    routing.units = 2'000;
    routing.channels = {{"web", 400, 4}};
    story.equip("Anna", routing);
    for (int i = 0; i < 6; ++i) story.customer_writes("c" + std::to_string(i), "hello");
    EXPECT_EQ(story.play.workspace().find(story.agents["Anna"])->load(), 4u) << "four at most";
    routing.channels = {{"web", 400, 0}};
    story.equip("Anna", routing);
    EXPECT_EQ(story.play.workspace().find(story.agents["Anna"])->load(), 5u)
        << "2.0 hold five of 0.4";
}

TEST(Teams, WhoIsInATeamServesItsQueues) {
    Story story;
    const auto back = story.queue("Back office", 15min, 30min);
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.as("Anna",
             core::TransferConversation{story.conversation("Mia").id, back, {}, "", false, {}});
    EXPECT_EQ(story.assignee("Mia"), "");
    const auto team = story.play.make_id<TeamId>();
    story.define(core::DefineTeam{{{team, "Specialists", {back}}}});
    auto routing = with({});
    routing.teams = {team};
    story.equip("Anna", routing);
    EXPECT_EQ(story.assignee("Mia"), "Anna");
}

TEST(Sticky, WhoHadItBeforeComesFirstIfHeIsFree) {
    Story story;
    core::QueueRouting rules;
    rules.sticky = true;
    story.route(story.support, rules);
    story.online("Anna");
    story.customer_writes("Mia", "hello");
    story.customer_writes("Tom", "hello");
    story.online("Ben");
    story.hire("Lea", 4, core::AgentRole::supervisor);
    story.as("Lea", core::AssignConversation{story.conversation("Mia").id, {}});
    EXPECT_EQ(story.assignee("Mia"), "Anna") << "Ben is less busy, but she knows Mia";
    story.as("Anna", core::AssignConversation{story.conversation("Mia").id, {}});
    EXPECT_EQ(story.assignee("Mia"), "Ben") << "she gave it back herself";
}

TEST(Choice, LongestIdleLooksAtTimeAndNotAtLoad) {
    Story story;
    core::QueueRouting rules;
    rules.choice = core::AgentChoice::longest_idle;
    story.route(story.support, rules);
    story.online("Anna");
    story.customer_writes("a", "hello");
    story.play.pass(1s);
    story.customer_writes("b", "hello");
    story.play.pass(1s);
    story.online("Ben");
    story.customer_writes("c", "hello");
    EXPECT_EQ(story.assignee("c"), "Ben");
    story.play.pass(1s);
    story.customer_writes("d", "hello");
    EXPECT_EQ(story.assignee("d"), "Anna") << "two at hand, but waiting longer than Ben with one";
}

TEST(Overflow, TheChainIsWalkedOnceAndEndsAloud) {
    Story story;
    core::QueueRouting from_support, from_sales;
    from_support.overflow = story.sales;
    from_support.overflow_after = 60s;
    from_sales.overflow = story.support;
    from_sales.overflow_after = 60s;
    story.route(story.support, from_support);
    story.route(story.sales, from_sales);
    story.customer_writes("Mia", "hello");
    story.play.pass(61s);
    EXPECT_EQ(story.conversation("Mia").queue, story.sales);
    EXPECT_EQ(story.conversation("Mia").queued, Story::kStart) << "keeps its age";
    story.play.pass(1h);
    EXPECT_EQ(story.conversation("Mia").queue, story.sales);
    EXPECT_EQ(story.count<core::OverflowEnded>(), 1u);
}

TEST(Overflow, OnlyTheTiersThatMay) {
    Story story;
    story.define(core::DefineTiers{{{{"gold", 600s}}}});
    core::QueueRouting rules;
    rules.overflow = story.sales;
    rules.overflow_after = 60s;
    rules.overflow_tier = "gold";
    story.route(story.support, rules);
    story.customer_writes("plain", "hello");
    story.play.pass(1h);
    EXPECT_EQ(story.conversation("plain").queue, story.support);
}

TEST(Explanation, ADecisionSaysWhoElseCouldAndWhy) {
    Story story;
    story.online("Anna");
    story.customer_writes("a", "hello");
    story.online("Ben");
    story.customer_writes("b", "hello");
    const core::RoutingDecision* decision = nullptr;
    for (const auto& event : story.play.log().back().events) {
        if (const auto* e = std::get_if<core::ConversationAssigned>(&event.body))
            decision = &e->decision;
    }
    ASSERT_NE(decision, nullptr);
    EXPECT_EQ(decision->free_agents, 2u);
    ASSERT_EQ(decision->candidates.size(), 2u);
    EXPECT_EQ(decision->candidates[0].agent, story.agents["Ben"]);
    EXPECT_EQ(decision->candidates[1].load_permille, 250u);
}

TEST(Definitions, WhatCannotWorkIsRefused) {
    Story story;
    story.hire("Anna");
    core::QueueRouting rules;
    rules.offer_timeout = 2s;
    EXPECT_EQ(Story::rejection(story.route(story.support, rules)), "invalid");
    rules = {};
    rules.overflow = story.support;
    rules.overflow_after = 60s;
    EXPECT_EQ(Story::rejection(story.route(story.support, rules)), "invalid") << "to itself";
    rules.overflow = story.sales;
    rules.overflow_after = 0s;
    EXPECT_EQ(Story::rejection(story.route(story.support, rules)), "invalid") << "without a time";
    EXPECT_EQ(Story::rejection(story.equip("Anna", with({{"", 1}}))), "invalid");
    EXPECT_EQ(Story::rejection(story.equip("Anna", with({{"law", 9}}))), "invalid");
    const auto& by_agent = story.as("Anna", core::DefineTiers{});
    EXPECT_EQ(Story::rejection(by_agent), "forbidden");
}

}  // namespace
}  // namespace usher::test
