// Goal: the clocks agents see are right to the second in the cases other products are known by,
// and where our rule differs from theirs, it is the difference we chose.
#include "tests/unit/sla/timeline_check.hpp"

namespace usher::test {
namespace {

using Check = TimelineCheck;

Check nine_to_five(std::string_view zone = "UTC") {
    Check check;
    check.workdays("office", zone, "09:00-17:00").policy("p", "office", {{"first_response", "2h"}});
    return check;
}

TEST(SlaExamples, BusinessHoursOfOneDayAndOverTheWeekend) {
    EXPECT_EQ(nine_to_five().then("2024-01-17T10:00:00Z", "customer_message").due("first_response"),
              "2024-01-17T12:00:00Z");
    EXPECT_EQ(nine_to_five().then("2024-01-19T16:00:00Z", "customer_message").due("first_response"),
              "2024-01-22T10:00:00Z");
    EXPECT_EQ(nine_to_five().then("2024-01-17T07:00:00Z", "customer_message").due("first_response"),
              "2024-01-17T11:00:00Z");
    EXPECT_EQ(nine_to_five().then("2024-01-20T10:00:00Z", "customer_message").due("first_response"),
              "2024-01-22T11:00:00Z");
    EXPECT_EQ(nine_to_five("America/New_York")
                  .then("2024-01-19T21:00:00Z", "customer_message")
                  .due("first_response"),
              "2024-01-22T15:00:00Z");
}

TEST(SlaExamples, AWholeDayIsOpenToItsLastMinute) {
    Check check;
    check.calendar("sat", "UTC", {{"sat", "00:00-24:00"}})
        .policy("p", "sat", {{"first_response", "24h"}})
        .then("2024-01-20T00:00:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2024-01-21T00:00:00Z");
}

Check berlin() {
    Check check;
    check.workdays("office", "Europe/Berlin", "08:00-18:00")
        .policy(
            "p", "office",
            {{"first_response", "60m"}, {"next_response", "120m"}, {"resolution_first", "180m"}})
        .then("2013-03-21T09:30:00Z", "customer_message");
    return check;
}

TEST(SlaExamples, AFirstMessageArmsFirstResponseAndResolutionOnly) {
    EXPECT_EQ(berlin().due("first_response"), "2013-03-21T10:30:00Z");
    EXPECT_EQ(berlin().due("resolution_first"), "2013-03-21T12:30:00Z");
    EXPECT_EQ(berlin().due("next_response"), "none");
    EXPECT_EQ(berlin().run().at("timers").as_array().size(), 2U);
}

TEST(SlaExamples, AFirstReplyInTime) {
    auto check = berlin();
    check.then("2013-03-21T10:00:00Z", "agent_reply");
    EXPECT_EQ(check.state("first_response"), "met");
    const auto timer = check.timer("first_response");
    EXPECT_EQ(timer.at("used_seconds"), 1800);
    EXPECT_EQ(timer.at("remaining_seconds"), 1800);
    EXPECT_EQ(check.due("resolution_first"), "2013-03-21T12:30:00Z");
}

TEST(SlaExamples, ALateFirstReplyAndANewCycleAfterwards) {
    auto check = berlin();
    check.then("2013-03-21T12:00:00Z", "agent_reply")
        .then("2013-03-21T12:05:00Z", "customer_message");
    EXPECT_EQ(check.due("next_response"), "2013-03-21T14:05:00Z");
    check.then("2013-03-21T12:10:00Z", "agent_reply");
    EXPECT_EQ(check.state("next_response"), "met");
    const auto first = check.timer("first_response");
    EXPECT_EQ(Check::text(first, "state"), "missed");
    EXPECT_EQ(Check::text(first, "breached_at"), "2013-03-21T10:30:00Z");
    EXPECT_EQ(Check::text(first, "ended_at"), "2013-03-21T12:00:00Z");
    EXPECT_EQ(first.at("remaining_seconds"), -90 * 60);
}

TEST(SlaExamples, ResolutionInTimeAndLate) {
    EXPECT_EQ(berlin().then("2013-03-21T11:30:00Z", "resolve").state("resolution_first"), "met");
    EXPECT_EQ(berlin().then("2013-03-21T11:30:00Z", "resolve").used_minutes("resolution_first"),
              120);
    EXPECT_EQ(berlin().then("2013-03-21T13:00:00Z", "resolve").state("resolution_first"), "missed");
    EXPECT_EQ(berlin().then("2013-03-21T13:00:00Z", "resolve").used_minutes("resolution_first"),
              210);
}

TEST(SlaExamples, DueAtTheClosingInstantOrRolledToTheNextOpening) {
    for (const bool roll : {false, true}) {
        Check check;
        check.workdays("office", "Europe/Berlin", "09:00-17:00")
            .policy("p", "office", {{"resolution_first", "120m"}}, {{"roll_to_next_open", roll}})
            .then("2013-07-04T08:00:00Z", "customer_message")
            .status("2013-07-04T09:00:00Z", "waiting_customer")
            .status("2013-07-04T14:00:00Z", "open");
        EXPECT_EQ(check.due("resolution_first"),
                  roll ? "2013-07-05T07:00:00Z" : "2013-07-04T15:00:00Z");
    }
}

TEST(SlaExamples, WaitingFromTheBeginningUsesNothing) {
    Check check;
    check.workdays("office", "UTC", "08:00-18:00")
        .policy("p", "office", {{"resolution_first", "240m"}})
        .then("2013-03-21T09:00:00Z", "customer_message")
        .status("2013-03-21T09:00:00Z", "waiting_customer")
        .then("2013-03-21T12:00:00Z", "resolve");
    EXPECT_EQ(check.used_minutes("resolution_first"), 0);
    EXPECT_EQ(check.state("resolution_first"), "met");
    EXPECT_EQ(check.timer("resolution_first").at("remaining_seconds"), 240 * 60);
}

Check holiday(json::object pause) {
    Check check;
    check.workdays("office", "Europe/Berlin", "08:00-20:00")
        .closed("office", "2016-11-01")
        .policy("p", "office", {{"first_response", "120m"}, {"next_response", "1200m"}},
                {{"pause", std::move(pause)}})
        .then("2016-11-01T13:56:21Z", "customer_message");
    return check;
}

TEST(SlaExamples, AHolidayInFrontAndPausesByChoice) {
    EXPECT_EQ(holiday({}).due("first_response"), "2016-11-02T09:00:00Z");
    for (const bool pausing : {true, false}) {
        auto check = holiday(pausing ? json::object{{"first_response", {"waiting_customer"}},
                                                    {"next_response", {"waiting_customer"}}}
                                     : json::object{});
        check.then("2016-11-01T15:25:00Z", "agent_reply")
            .status("2016-11-01T15:25:00Z", "waiting_customer")
            .then("2016-11-01T15:59:00Z", "customer_message");
        EXPECT_EQ(check.state("first_response"), "met");
        EXPECT_EQ(check.due("next_response"), "2016-11-03T15:00:00Z");
        check.status("2016-11-01T16:05:00Z", "waiting_customer");
        EXPECT_EQ(check.state("next_response"), pausing ? "paused" : "running");
        check.then("2016-11-07T13:26:36Z", "customer_message")
            .then("2016-11-07T14:26:36Z", "customer_message");
        EXPECT_EQ(check.due("next_response"),
                  pausing ? "2016-11-09T09:26:36Z" : "2016-11-03T15:00:00Z");
        EXPECT_EQ(check.state("next_response"), pausing ? "running" : "missed");
    }
}

TEST(SlaExamples, OfPriorityThatNoLongerMatchesNothingRemains) {
    auto check = berlin();
    check.then("2013-03-21T09:40:00Z", "policy", {{"policy", nullptr}});
    EXPECT_EQ(check.state("first_response"), "cancelled");
    EXPECT_EQ(check.state("resolution_first"), "cancelled");
    EXPECT_EQ(Check::text(check.timer("first_response"), "breached_at"), "none");
    check.then("2013-03-21T09:50:00Z", "policy", {{"policy", "p"}});
    EXPECT_EQ(check.due("first_response", 2), "2013-03-21T10:30:00Z");
}

TEST(SlaExamples, AgentFirstAndTheOldestMessageCounts) {
    Check check;
    check.always("always")
        .policy("p", "always", {{"next_response", "60m"}})
        .then("2024-05-01T08:00:00Z", "agent_opens");
    EXPECT_TRUE(check.run().at("timers").as_array().empty());
    check.then("2024-05-01T09:00:00Z", "customer_message")
        .then("2024-05-01T09:10:00Z", "customer_message");
    EXPECT_EQ(check.due("next_response"), "2024-05-01T10:00:00Z");
    check.then("2024-05-01T09:20:00Z", "agent_reply");
    EXPECT_EQ(check.state("next_response"), "met");
}

TEST(SlaExamples, ResponseAndResolutionAroundAHoliday) {
    const auto due = [](std::string_view created) {
        Check check;
        check
            .calendar("daily", "UTC",
                      {{"mon", "10:00-18:00"},
                       {"tue", "10:00-18:00"},
                       {"wed", "10:00-18:00"},
                       {"thu", "10:00-18:00"},
                       {"fri", "10:00-18:00"},
                       {"sat", "10:00-18:00"},
                       {"sun", "10:00-18:00"}})
            .closed("daily", "2019-03-05")
            .policy("p", "daily", {{"first_response", "4h"}, {"resolution_first", "6h"}})
            .then(created, "customer_message");
        return check.due("first_response") + " " + check.due("resolution_first");
    };
    EXPECT_EQ(due("2019-03-04T12:00:00Z"), "2019-03-04T16:00:00Z 2019-03-04T18:00:00Z");
    EXPECT_EQ(due("2019-03-04T07:00:00Z"), "2019-03-04T14:00:00Z 2019-03-04T16:00:00Z");
    EXPECT_EQ(due("2019-03-04T20:00:00Z"), "2019-03-06T14:00:00Z 2019-03-06T16:00:00Z");
    EXPECT_EQ(due("2019-03-04T14:00:00Z"), "2019-03-04T18:00:00Z 2019-03-06T12:00:00Z");
}

TEST(SlaExamples, AHoldOfOneSecondMoreCrossesTheNight) {
    const auto due = [](std::string_view until) {
        Check check;
        check.workdays("office", "UTC", "10:00-18:00")
            .policy("p", "office", {{"resolution_first", "2h"}})
            .then("2024-01-18T15:00:00Z", "customer_message")
            .status("2024-01-18T15:10:00Z", "waiting_customer")
            .status(until, "open");
        return check.due("resolution_first");
    };
    EXPECT_EQ(due("2024-01-18T16:10:00Z"), "2024-01-18T18:00:00Z");
    EXPECT_EQ(due("2024-01-18T16:10:01Z"), "2024-01-19T10:00:01Z");
}

TEST(SlaExamples, TwoCalendarsInOneLifeAreSummed) {
    // 959.25 minutes by the one, 0.21 by the other; the last calendar alone would say 689.46.
    Check check;
    check.workdays("chicago", "UTC", "07:00-21:00")
        .workdays("francisco", "UTC", "10:00-19:30")
        .policy("p", "chicago", {{"first_response", "40h"}})
        .then("2024-01-09T17:02:00Z", "customer_message")
        .then("2024-01-10T19:01:15Z", "calendar", {{"calendar", "francisco"}})
        .then("2024-01-10T19:01:27.6Z", "agent_reply");
    EXPECT_EQ(check.timer("first_response").at("used_seconds"), 57'567);
}

TEST(SlaExamples, AnsweredAndWaitingMovesTheResolutionByTheHold) {
    Check check;
    check.workdays("office", "UTC", "10:00-18:00")
        .policy("p", "office", {{"first_response", "1h"}, {"resolution_first", "4h"}})
        .then("2024-01-15T12:00:00Z", "customer_message")
        .then("2024-01-15T12:30:00Z", "agent_reply")
        .status("2024-01-15T12:30:00Z", "waiting_customer")
        .status("2024-01-15T13:00:00Z", "open")
        .then("2024-01-15T13:30:00Z", "resolve");
    EXPECT_EQ(check.state("first_response"), "met");
    EXPECT_EQ(check.due("resolution_first"), "2024-01-15T16:30:00Z");
    EXPECT_EQ(check.used_minutes("resolution_first"), 60);
}

TEST(SlaExamples, OneWorkdayAWeekAndTheEndOfWork) {
    Check tuesday;
    tuesday.calendar("tue", "UTC", {{"tue", "09:00-17:00"}})
        .policy("p", "tue", {{"first_response", "60m"}})
        .then("2023-10-10T18:00:00Z", "customer_message");
    EXPECT_EQ(tuesday.due("first_response"), "2023-10-17T10:00:00Z");
    tuesday.closed("tue", "2023-10-10");
    EXPECT_EQ(tuesday.due("first_response"), "2023-10-17T10:00:00Z");
    Check end;
    end.calendar("two", "UTC", {{"tue", "09:00-17:00"}, {"wed", "09:00-17:00"}})
        .policy("p", "two", {{"first_response", "30m"}})
        .then("2023-10-10T17:00:00Z", "customer_message");
    EXPECT_EQ(end.due("first_response"), "2023-10-11T09:30:00Z");
}

TEST(SlaExamples, AnotherPolicyCountsFromTheStart) {
    Check check;
    check.calendar("sunday", "UTC", {{"sun", "09:00-17:00"}})
        .calendar("monday", "UTC", {{"mon", "09:00-17:00"}})
        .policy("sunday", "sunday", {{"resolution_first", "60m"}})
        .policy("monday", "monday", {{"resolution_first", "60m"}})
        .then("2007-01-01T00:00:00Z", "customer_message");
    EXPECT_EQ(check.due("resolution_first"), "2007-01-07T10:00:00Z");
    check.then("2007-01-01T00:00:00Z", "policy", {{"policy", "monday"}});
    EXPECT_EQ(check.due("resolution_first"), "2007-01-01T10:00:00Z");
}

TEST(SlaExamples, KeepingSomebodyInTheLoop) {
    Check check;
    check.always("always")
        .policy("p", "always",
                {{"first_response", "2h"}, {"next_response", "2h"}, {"update", "4h"}})
        .then("2024-05-01T08:00:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2024-05-01T10:00:00Z");
    check.then("2024-05-01T09:00:00Z", "agent_reply");
    EXPECT_EQ(check.due("update"), "2024-05-01T13:00:00Z");
    check.then("2024-05-01T09:30:00Z", "agent_reply");
    EXPECT_EQ(check.state("update"), "met");
    EXPECT_EQ(check.due("update", 2), "2024-05-01T13:30:00Z");
    check.then("2024-05-01T10:00:00Z", "customer_message");
    EXPECT_EQ(check.state("update", 2), "paused");
    EXPECT_EQ(check.due("next_response"), "2024-05-01T12:00:00Z");
    check.then("2024-05-01T10:10:00Z", "customer_message");
    EXPECT_EQ(check.due("next_response"), "2024-05-01T12:00:00Z");
}

TEST(SlaExamples, PausesOfTheUpdateDoNotTouchTheResponse) {
    Check check;
    check.always("always")
        .policy("p", "always",
                {{"first_response", "2h"}, {"next_response", "2h"}, {"update", "4h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .status("2024-05-01T08:10:00Z", "waiting_customer");
    EXPECT_EQ(check.due("first_response"), "2024-05-01T10:00:00Z");
    check.status("2024-05-01T08:20:00Z", "open")
        .then("2024-05-01T09:00:00Z", "agent_reply")
        .status("2024-05-01T09:00:00Z", "waiting_customer");
    EXPECT_EQ(check.due("update"), "none");
    EXPECT_EQ(check.state("update"), "paused");
}

TEST(SlaExamples, MissedIsMissedEvenIfNobodyLooked) {
    Check check;
    check.always("always")
        .policy("p", "always", {{"resolution_first", "1h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T14:00:00Z", "resolve");
    EXPECT_EQ(check.state("resolution_first"), "missed");
    EXPECT_EQ(Check::text(check.timer("resolution_first"), "breached_at"), "2024-05-01T09:00:00Z");
}

TEST(SlaExamples, AThanksThatIsResolvedIsWaived) {
    Check check;
    check.always("always")
        .policy("p", "always", {{"first_response", "1h"}, {"next_response", "1h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:10:00Z", "agent_reply")
        .then("2024-05-01T08:20:00Z", "customer_message")
        .then("2024-05-01T08:30:00Z", "resolve")
        .then("2024-05-01T18:00:00Z", "observe");
    EXPECT_EQ(check.state("next_response"), "waived");
}

TEST(SlaExamples, OnlyTheFirstResponseRunsUntilItIsGiven) {
    Check check;
    check.always("always")
        .policy("p", "always", {{"first_response", "4h"}, {"next_response", "2h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T11:00:00Z", "observe");
    EXPECT_EQ(check.state("first_response"), "running");
    EXPECT_EQ(check.run().at("timers").as_array().size(), 1U);
}

TEST(SlaExamples, ANightOfTheShortDay) {
    Check check;
    check.always("always", "Europe/Berlin")
        .policy("p", "always", {{"first_response", "8h"}})
        .then("2026-03-28T19:00:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2026-03-29T03:00:00Z");
}

TEST(SlaExamples, AReplyAtTheDueInstantIsInTime) {
    const auto state = [](std::string_view reply) {
        Check check;
        check.always("always")
            .policy("p", "always", {{"first_response", "1h"}})
            .then("2024-05-01T08:00:00Z", "customer_message")
            .then(reply, "agent_reply");
        return check.state("first_response");
    };
    EXPECT_EQ(state("2024-05-01T09:00:00Z"), "met");
    EXPECT_EQ(state("2024-05-01T09:00:00.001Z"), "missed");
}

}  // namespace
}  // namespace usher::test
