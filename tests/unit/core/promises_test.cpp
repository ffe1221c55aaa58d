// Goal: a running workspace keeps the promises its administrators define: the right policy, all
// five targets, by business time, through changes of status, policy, calendar and queue (rules S3
// to S20).
#include <gmock/gmock.h>

#include "tests/support/promises.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::ClockState;
using core::SlaTarget;
using core::WorkStatus;

/// kStart is Monday 2026-09-21, 16:13:20 on the wall of the calendar.
class Promises : public ::testing::Test {
  protected:
    Promises() {
        story.online("Anna", 900);
        story.hire("Root", 4, core::AgentRole::admin);
        system(core::DefineCalendar{{working_days("office", 9h, 17h)}});
    }
    const core::LogEntry& system(core::CommandBody body) {
        return story.play.submit(core::Actor::system(), std::move(body));
    }
    void policy(core::SlaPolicyDefinition policy) {
        const auto& entry = system(core::DefineSlaPolicy{{std::move(policy)}});
        ASSERT_EQ(Story::rejection(entry), "");
    }
    const core::SlaClock& clock(SlaTarget target, const std::string& customer = "Mia") {
        return story.conversation(customer).clock(target);
    }
    void set(WorkStatus status) {
        story.as("Anna", core::SetWorkStatus{story.conversation("Mia").id, status});
    }
    static std::string refusal(const core::LogEntry& entry) {
        if (entry.outcomes.empty()) return "";
        const auto* refused = std::get_if<core::Rejection>(&entry.outcomes.back().result);
        return refused == nullptr ? "" : refused->text;
    }
    /// Of the wall clock of the calendar, while it is two hours ahead.
    static Timestamp wall(unsigned day, std::chrono::seconds time) {
        const auto date =
            std::chrono::sys_days(std::chrono::year(2026) / 9 / std::chrono::day(day));
        return Timestamp(date) + time - 2h;
    }

    Story story;
};

TEST_F(Promises, AnEmptyOrImpossibleCalendarIsRefusedWithItsPlaceAndReason) {
    auto closed = working_days("closed", 9h, 17h);
    closed.week = {};
    EXPECT_EQ(refusal(system(core::DefineCalendar{{closed}})),
              "windows: it is closed all week; give at least one window");
    auto backward = working_days("backward", 17h, 9h);
    EXPECT_THAT(refusal(system(core::DefineCalendar{{backward}})),
                ::testing::HasSubstr("windows.mon[0]: it must close after it opens"));
    auto nowhere = working_days("nowhere", 9h, 17h);
    nowhere.zone.changes.clear();
    EXPECT_EQ(refusal(system(core::DefineCalendar{{nowhere}})), "time_zone: its rules are missing");
}

TEST_F(Promises, APolicyThatCannotBeKeptIsRefused) {
    auto policy = five_targets("gold", "home", 2h);
    EXPECT_EQ(refusal(system(core::DefineSlaPolicy{{policy}})),
              "calendar: there is no calendar \"home\"");
    policy.calendar = "office";
    policy.targets[0]->allowed = 0s;
    EXPECT_EQ(refusal(system(core::DefineSlaPolicy{{policy}})),
              "targets.first_response: it must be longer than nothing");
    policy.targets[0]->allowed = 2h;
    policy.targets[0]->warnings = {{2h, 0}};
    EXPECT_EQ(
        refusal(system(core::DefineSlaPolicy{{policy}})),
        "warnings.first_response[0]: it must come after the start and before the due instant");
}

TEST_F(Promises, OnlyAdministratorsChangePromisesAndTheEventSaysWho) {
    const auto policy = five_targets("gold", "office", 2h);
    EXPECT_EQ(Story::rejection(story.as("Anna", core::DefineSlaPolicy{{policy}})), "forbidden");
    const auto& entry = story.as("Root", core::DefineSlaPolicy{{policy}});
    ASSERT_FALSE(entry.events.empty());
    EXPECT_EQ(entry.events.front().actor.name, "Root");
    EXPECT_EQ(entry.events.front().occurred, Story::kStart);
}

TEST_F(Promises, ACalendarThatAPolicyCountsByStays) {
    policy(five_targets("gold", "office", 2h));
    EXPECT_THAT(refusal(system(core::RemoveCalendar{"office"})),
                ::testing::HasSubstr("policy gold.calendar: there is no calendar"));
    system(core::RemoveSlaPolicy{"gold"});
    EXPECT_EQ(refusal(system(core::RemoveCalendar{"office"})), "");
}

TEST_F(Promises, TheFirstPolicyThatFitsIsChosenAndStandsWithItsReason) {
    auto sales = five_targets("sales", "office", 1h);
    sales.match.queues = {story.sales};
    policy(sales);
    policy(five_targets("rest", "office", 2h));
    const auto& entry = story.customer_writes("Mia", "hello");
    EXPECT_EQ(story.conversation("Mia").sla.policy, "rest");
    const auto chosen = std::ranges::find_if(entry.events, [](const core::Event& event) {
        return std::holds_alternative<core::SlaPolicyChosen>(event.body);
    });
    ASSERT_NE(chosen, entry.events.end());
    EXPECT_EQ(std::get<core::SlaPolicyChosen>(chosen->body).why,
              "2 of 2 in order: it is for every conversation");
    story.as("Anna", core::TransferConversation{story.conversation("Mia").id, story.sales, {}, ""});
    EXPECT_EQ(story.conversation("Mia").sla.policy, "sales");
    EXPECT_EQ(clock(SlaTarget::first_response).started, Story::kStart) << "it never starts again";
    system(core::OrderSlaPolicies{{"rest", "sales"}});
    EXPECT_EQ(story.conversation("Mia").sla.policy, "rest");
}

TEST_F(Promises, LanguageChannelLabelAndHoursChoose) {
    auto late = five_targets("late", "office", 8h);
    late.match.hours = core::SlaMatch::Hours::closed;
    policy(late);
    auto gold = five_targets("gold", "office", 1h);
    gold.match.labels = {"gold"};
    gold.match.channels = {"web"};
    policy(gold);
    story.customer_writes("Mia", "hello");
    EXPECT_EQ(story.conversation("Mia").sla.policy, "") << "in hours, without a label";
    EXPECT_EQ(clock(SlaTarget::first_response).due, Story::kStart + 15min) << "the queue's time";
    story.as("Anna", core::LabelConversation{story.conversation("Mia").id, {"gold"}});
    EXPECT_EQ(story.conversation("Mia").sla.policy, "gold");
    story.play.pass(3h);
    story.customer_writes("Tom", "hello");
    EXPECT_EQ(story.conversation("Tom").sla.policy, "late");
}

TEST_F(Promises, AllFiveTargetsCountBusinessTime) {
    policy(five_targets("gold", "office", 2h));
    story.customer_writes("Mia", "hello");
    EXPECT_EQ(clock(SlaTarget::first_response).due, wall(22, 10h + 13min + 20s));
    EXPECT_EQ(clock(SlaTarget::resolution_first).due, wall(22, 16h + 13min + 20s));
    EXPECT_EQ(clock(SlaTarget::resolution_total).due, wall(22, 16h + 13min + 20s));
    story.agent_writes("Anna", "Mia", "hi");
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::met);
    EXPECT_EQ(clock(SlaTarget::update).due, wall(22, 10h + 13min + 20s));
    story.play.pass(10min);
    story.customer_writes("Mia", "and?");
    EXPECT_EQ(clock(SlaTarget::next_response).due, wall(22, 10h + 23min + 20s));
    EXPECT_EQ(clock(SlaTarget::update).state, ClockState::paused);
    EXPECT_EQ(clock(SlaTarget::update).left, 1h + 50min);
}

TEST_F(Promises, WaitingForTheCustomerStopsTheResolutionUntilHeWrites) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "which lamp?");
    set(WorkStatus::waiting_customer);
    EXPECT_EQ(clock(SlaTarget::resolution_total).state, ClockState::paused);
    EXPECT_EQ(clock(SlaTarget::resolution_total).due, Timestamp{});
    story.play.pass(24h);
    story.customer_writes("Mia", "the blue one");
    EXPECT_EQ(story.conversation("Mia").sla.status(), WorkStatus::open);
    EXPECT_EQ(clock(SlaTarget::resolution_total).state, ClockState::running);
    EXPECT_EQ(clock(SlaTarget::resolution_total).due, wall(23, 12h + 13min + 20s));
}

TEST_F(Promises, SettingAStatusDoesNotHideAnAnswerThatIsOwed) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    set(WorkStatus::waiting_customer);
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::running);
    story.play.pass(24h);
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::missed);
}

TEST_F(Promises, AWaiverNeedsAReasonAndCountsApart) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.customer_writes("Mia", "thanks");
    const auto id = story.conversation("Mia").id;
    EXPECT_EQ(Story::rejection(story.as("Anna", core::WaiveResponse{id, "  "})), "invalid");
    story.as("Anna", core::WaiveResponse{id, "only thanks"});
    EXPECT_EQ(clock(SlaTarget::next_response).state, ClockState::waived);
    EXPECT_EQ(clock(SlaTarget::update).state, ClockState::running) << "it stood still meanwhile";
    EXPECT_EQ(story.conversation("Mia").waiting_since, Timestamp{});
}

TEST_F(Promises, AWaiverWorksForTheTimesOfAQueueAsWell) {
    story.customer_writes("Mia", "wrong number, sorry");
    story.as("Anna", core::WaiveResponse{story.conversation("Mia").id, "by mistake"});
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::waived);
}

TEST_F(Promises, AnotherPolicyCountsFromTheOriginalStart) {
    policy(five_targets("gold", "office", 8h));
    story.customer_writes("Mia", "hello");
    story.play.pass(30min);
    policy(five_targets("gold", "office", 1h));
    EXPECT_EQ(clock(SlaTarget::first_response).due, wall(22, 9h + 13min + 20s));
    EXPECT_EQ(clock(SlaTarget::first_response).cycle, 1U);
    const auto changed = story.play.now();
    policy(five_targets("gold", "office", 20min));
    const auto& late = clock(SlaTarget::first_response);
    EXPECT_EQ(late.state, ClockState::missed);
    EXPECT_EQ(late.breached, changed) << "nothing is missed before the change that made it late";
    policy(five_targets("gold", "office", 8h));
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::missed) << "and it stays so";
    EXPECT_EQ(std::ranges::count_if(
                  story.play.log(),
                  [](const core::LogEntry& entry) {
                      return std::ranges::any_of(entry.events, [](auto& event) {
                          auto* stopped = std::get_if<core::SlaClockStopped>(&event.body);
                          return stopped != nullptr &&
                                 stopped->clock.target == SlaTarget::first_response;
                      });
                  }),
              1);
}

TEST_F(Promises, WhatIsNotPromisedAnyMoreIsNeitherMetNorMissed) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    system(core::RemoveSlaPolicy{"gold"});
    EXPECT_EQ(clock(SlaTarget::resolution_first).state, ClockState::cancelled);
    EXPECT_EQ(clock(SlaTarget::first_response).due, Story::kStart + 15min) << "the queue's time";
    story.play.pass(240h);
    EXPECT_EQ(clock(SlaTarget::resolution_first).state, ClockState::cancelled);
}

TEST_F(Promises, AnEditedCalendarLeavesTheTimeBeforeAsItWasCounted) {
    policy(five_targets("gold", "office", 2h));
    story.customer_writes("Mia", "hello");
    story.play.pass(1h);
    system(core::DefineCalendar{{working_days("office", 10h, 17h)}});
    // 46 min 40 s until Monday's closing, as before; the rest from ten on Tuesday.
    EXPECT_EQ(clock(SlaTarget::first_response).due, wall(22, 11h + 13min + 20s));
    story.play.pass(24h);
    system(core::DefineCalendar{{working_days("office", 7h, 8h)}});
    EXPECT_EQ(clock(SlaTarget::first_response).breached, wall(22, 11h + 13min + 20s));
}

TEST_F(Promises, InAnotherQueueTimeGoesOnByThatQueuesCalendar) {
    system(core::DefineCalendar{{working_days("night", 20h, 24h)}});
    auto gold = five_targets("gold", "office", 2h);
    gold.queue_calendars[story.sales] = "night";
    policy(gold);
    story.customer_writes("Mia", "hello");
    story.play.pass(1h);
    story.as("Anna", core::TransferConversation{story.conversation("Mia").id, story.sales, {}, ""});
    EXPECT_EQ(clock(SlaTarget::first_response).due, wall(21, 21h + 13min + 20s))
        << "46 min 40 s here, the rest there";
}

TEST_F(Promises, WarningsComeOnceBeforeItIsTooLate) {
    auto gold = five_targets("gold", "office", 2h);
    gold.targets[0]->warnings = {{{}, 50}, {10min, 0}};
    policy(gold);
    story.customer_writes("Mia", "hello");
    EXPECT_EQ(clock(SlaTarget::first_response).warn, wall(22, 9h + 13min + 20s));
    story.play.pass(wall(22, 9h + 14min) - story.play.now());
    EXPECT_EQ(story.count<core::SlaWarned>(), 1U);
    EXPECT_EQ(clock(SlaTarget::first_response).warn, wall(22, 10h + 3min + 20s));
    story.play.pass(48h);
    EXPECT_EQ(story.count<core::SlaWarned>(), 2U);
    EXPECT_EQ(clock(SlaTarget::first_response).state, ClockState::missed);
}

TEST_F(Promises, AWarningComesWhileThereIsSomebodyToHearIt) {
    auto always = working_days("always", 0h, 24h);
    for (auto& day : always.week) day = {{0min, 24h}};
    system(core::DefineCalendar{{always}});
    auto gold = five_targets("gold", "always", 14h);  // due on Tuesday at 06:13:20
    gold.targets[0]->warnings = {{1h, 0}};
    gold.warning_calendar = "office";
    policy(gold);
    story.customer_writes("Mia", "hello");
    const auto closing = wall(21, 17h);
    EXPECT_EQ(clock(SlaTarget::first_response).warn, closing - 1ms) << "before they go home";
    story.play.pass(closing - story.play.now() + 1s);
    EXPECT_EQ(story.count<core::SlaWarned>(), 1U);
}

TEST_F(Promises, ReopeningGoesOnWithTheSameTotalAndNeverWithTheFirst) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    EXPECT_EQ(clock(SlaTarget::resolution_first).state, ClockState::met);
    EXPECT_EQ(clock(SlaTarget::resolution_total).state, ClockState::met);
    EXPECT_EQ(clock(SlaTarget::update).state, ClockState::cancelled);
    story.play.pass(24h);
    story.customer_writes("Mia", "still broken");
    EXPECT_EQ(clock(SlaTarget::resolution_first).state, ClockState::met);
    EXPECT_EQ(clock(SlaTarget::resolution_total).state, ClockState::running);
    EXPECT_EQ(clock(SlaTarget::resolution_total).cycle, 1U);
    EXPECT_EQ(clock(SlaTarget::first_response).cycle, 1U);
    EXPECT_EQ(clock(SlaTarget::next_response).state, ClockState::running);
}

TEST_F(Promises, MissedIsMissedOnceHoweverLateSomebodyLooks) {
    policy(five_targets("gold", "office", 1h));
    story.customer_writes("Mia", "hello");
    story.play.pass(24h * 30);
    const auto& total = clock(SlaTarget::resolution_total);
    EXPECT_EQ(total.state, ClockState::missed);
    EXPECT_EQ(total.breached, wall(22, 12h + 13min + 20s));
    EXPECT_EQ(story.count<core::SlaClockStopped>(), 3U);
    EXPECT_TRUE(story.play.workspace().clock_deadlines.empty());
}

TEST_F(Promises, AChangeReachesEveryOpenConversationInSlices) {
    for (int i = 0; i < 600; ++i) story.customer_writes("c" + std::to_string(i), "hello");
    policy(five_targets("gold", "office", 1h));
    story.play.pass(1s);
    for (int i = 0; i < 600; ++i) {
        ASSERT_EQ(story.conversation("c" + std::to_string(i)).sla.policy, "gold") << i;
    }
    EXPECT_EQ(story.count<core::SlaReviewed>(), 3U);
    EXPECT_EQ(clock(SlaTarget::first_response, "c1").due, wall(22, 9h + 13min + 20s));
}

TEST_F(Promises, WhatLeftMemoryComesBackWithItsPromises) {
    policy(five_targets("gold", "office", 1h));
    story.play.archive(true);
    story.customer_writes("Mia", "hello");
    story.agent_writes("Anna", "Mia", "hi");
    set(WorkStatus::waiting_partner);
    story.as("Anna", core::LabelConversation{story.conversation("Mia").id, {"lamp"}});
    story.as("Anna", core::ResolveConversation{story.conversation("Mia").id});
    const auto before = story.conversation("Mia").sla;
    const auto id = story.conversation("Mia").id;
    story.play.pass(3h);
    ASSERT_EQ(story.play.workspace().find(id), nullptr) << "it was to be forgotten by now";
    story.customer_writes("Mia", "again");
    const auto& after = story.conversation("Mia");
    EXPECT_EQ(after.id, id);
    EXPECT_EQ(after.labels, std::vector<std::string>{"lamp"});
    EXPECT_EQ(after.sla.policy, before.policy);
    EXPECT_EQ(after.sla.first_message, before.first_message);
    EXPECT_EQ(after.sla.resolution_total.started, before.resolution_total.started);
    EXPECT_EQ(after.sla.resolution_total.state, ClockState::running);
}

}  // namespace
}  // namespace usher::test
