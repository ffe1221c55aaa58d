// Goal: promises of time follow the same rules through every change of policy, calendar and status,
// and what they say never depends on who looked when.
#include <random>

#include "hub/base/rfc3339.hpp"
#include "tests/unit/sla/timeline_check.hpp"

namespace usher::test {
namespace {

using Check = TimelineCheck;

Check around_the_clock(json::object targets, json::object more = {}) {
    Check check;
    check.always("always").policy("p", "always", std::move(targets), std::move(more));
    return check;
}

TEST(SlaRules, NothingRunsBeforeTheCustomerWrites) {
    auto check = around_the_clock({{"first_response", "1h"},
                                   {"next_response", "1h"},
                                   {"update", "1h"},
                                   {"resolution_first", "1h"},
                                   {"resolution_total", "1h"}});
    check.then("2024-05-01T08:00:00Z", "agent_opens")
        .then("2024-05-01T08:01:00Z", "agent_reply")
        .then("2024-05-01T08:02:00Z", "resolve")
        .then("2024-05-01T08:03:00Z", "reopen");
    EXPECT_TRUE(check.run().at("timers").as_array().empty());
    check.then("2024-05-01T09:00:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2024-05-01T10:00:00Z");
    EXPECT_EQ(check.run().at("timers").as_array().size(), 3U);
}

TEST(SlaRules, MachinesAnswerNobody) {
    auto check = around_the_clock({{"first_response", "1h"}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:10:00Z", "bot_reply");
    EXPECT_EQ(check.state("first_response"), "running");
}

TEST(SlaRules, AnOverdueAnswerIsStillOwed) {
    auto check = around_the_clock({{"first_response", "1h"}, {"next_response", "1h"}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T11:00:00Z", "customer_message");
    const auto timer = check.timer("first_response");
    EXPECT_EQ(Check::text(timer, "state"), "missed");
    EXPECT_EQ(Check::text(timer, "breached_at"), "2024-05-01T09:00:00Z");
    EXPECT_FALSE(timer.contains("ended_at"));
    EXPECT_EQ(check.run().at("timers").as_array().size(), 1U);
}

TEST(SlaRules, APolicyChangeCountsAgainFromTheStart) {
    auto check = around_the_clock({{"first_response", "4h"}});
    check.policy("strict", "always", {{"first_response", "1h"}})
        .policy("loose", "always", {{"first_response", "8h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T10:00:00Z", "policy", {{"policy", "strict"}})
        .then("2024-05-01T10:00:01Z", "observe");
    auto timer = check.timer("first_response");
    EXPECT_EQ(Check::text(timer, "state"), "missed");
    EXPECT_EQ(Check::text(timer, "due_at"), "2024-05-01T09:00:00Z");
    EXPECT_EQ(Check::text(timer, "breached_at"), "2024-05-01T10:00:00Z") << "not retroactively";
    // A breach that happened stays, and there is no second one.
    check.then("2024-05-01T10:30:00Z", "policy", {{"policy", "loose"}})
        .then("2024-05-01T11:00:00Z", "agent_reply");
    timer = check.timer("first_response");
    EXPECT_EQ(Check::text(timer, "state"), "missed");
    EXPECT_EQ(Check::text(timer, "breached_at"), "2024-05-01T10:00:00Z");
    EXPECT_EQ(Check::text(timer, "ended_at"), "2024-05-01T11:00:00Z");
}

TEST(SlaRules, EarlierCyclesAreNotTouchedByAPolicyChange) {
    auto check = around_the_clock({{"next_response", "1h"}});
    check.policy("other", "always", {{"next_response", "10m"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:30:00Z", "agent_reply")
        .then("2024-05-01T09:00:00Z", "customer_message")
        .then("2024-05-01T09:05:00Z", "policy", {{"policy", "other"}});
    EXPECT_EQ(check.state("next_response", 1), "met");
    EXPECT_EQ(check.due("next_response", 1), "2024-05-01T09:00:00Z");
    EXPECT_EQ(check.due("next_response", 2), "2024-05-01T09:10:00Z");
}

TEST(SlaRules, ATargetThatAPolicyAddsStartsWhereItWouldHave) {
    auto check = around_the_clock({{"first_response", "1h"}});
    check
        .policy("more", "always",
                {{"first_response", "1h"}, {"next_response", "2h"}, {"resolution_first", "8h"}})
        .policy("less", "always", {{"next_response", "3h"}})
        .then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:10:00Z", "policy", {{"policy", "more"}});
    EXPECT_EQ(check.due("resolution_first"), "2024-05-01T16:00:00Z");
    EXPECT_EQ(check.due("next_response"), "none") << "the first response is still owed";
    check.then("2024-05-01T08:20:00Z", "policy", {{"policy", "less"}});
    EXPECT_EQ(check.state("first_response"), "cancelled");
    EXPECT_EQ(check.state("resolution_first"), "cancelled");
    EXPECT_EQ(check.due("next_response"), "2024-05-01T11:00:00Z");
}

TEST(SlaRules, ACalendarCountsFromItsInstantOnly) {
    Check check;
    check.workdays("short", "UTC", "09:00-10:00")
        .workdays("long", "UTC", "09:00-18:00")
        .policy("p", "short", {{"first_response", "3h"}})
        .then("2024-05-01T09:30:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2024-05-06T09:30:00Z");
    check.then("2024-05-01T12:00:00Z", "calendar", {{"calendar", "long"}});
    EXPECT_EQ(check.due("first_response"), "2024-05-01T14:30:00Z");
    check.then("2024-05-01T13:00:00Z", "policy", {{"policy", "p"}});
    EXPECT_EQ(check.due("first_response"), "2024-05-06T09:30:00Z");
}

TEST(SlaRules, WaivedWithAReasonOrMissedWhenOverdue) {
    const auto state = [](std::string_view at) {
        auto check = around_the_clock({{"first_response", "1h"}, {"next_response", "1h"}});
        check.then("2024-05-01T08:00:00Z", "customer_message")
            .then(at, "waive", {{"reason", "thanks"}})
            .then("2024-05-01T12:00:00Z", "customer_message");
        EXPECT_EQ(check.due("next_response"), "2024-05-01T13:00:00Z");
        return check.state("first_response");
    };
    EXPECT_EQ(state("2024-05-01T08:30:00Z"), "waived");
    EXPECT_EQ(state("2024-05-01T09:30:00Z"), "missed");
}

TEST(SlaRules, AWaiverLetsTheUpdateGoOn) {
    auto check = around_the_clock({{"next_response", "1h"}, {"update", "4h"}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:30:00Z", "agent_reply")
        .then("2024-05-01T09:30:00Z", "customer_message")
        .then("2024-05-01T10:00:00Z", "waive", {{"reason", "thanks"}});
    EXPECT_EQ(check.due("update"), "2024-05-01T13:00:00Z");
    EXPECT_EQ(check.used_minutes("update"), 60);
}

TEST(SlaRules, ResolvedAndReopened) {
    auto check = around_the_clock(
        {{"first_response", "1h"}, {"resolution_first", "4h"}, {"resolution_total", "4h"}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:10:00Z", "agent_reply")
        .then("2024-05-01T09:00:00Z", "resolve");
    EXPECT_EQ(check.state("resolution_total"), "met");
    check.then("2024-05-01T19:00:00Z", "reopen");
    EXPECT_EQ(check.state("resolution_total"), "running");
    EXPECT_EQ(check.due("resolution_total"), "2024-05-01T22:00:00Z");
    EXPECT_EQ(check.state("resolution_first"), "met");
    check.then("2024-05-02T00:00:00Z", "resolve");
    EXPECT_EQ(check.state("resolution_total"), "missed");
    EXPECT_EQ(check.used_minutes("resolution_total"), 6 * 60);
    EXPECT_TRUE(check.timer("resolution_total", 2).empty());
    EXPECT_TRUE(check.timer("first_response", 2).empty()) << "it never starts again";
}

TEST(SlaRules, AnswersMayWaitWhileResolvedWhenThePolicySaysSo) {
    auto check = around_the_clock({{"first_response", "1h"}},
                                  {{"pause", {{"first_response", {"resolved"}}}}});
    check.then("2024-05-01T08:00:00Z", "customer_message").then("2024-05-01T08:30:00Z", "resolve");
    EXPECT_EQ(check.state("first_response"), "paused");
    check.then("2024-05-01T10:00:00Z", "customer_message");
    EXPECT_EQ(check.due("first_response"), "2024-05-01T10:30:00Z");
}

TEST(SlaRules, HidingLetsTimeRunOn) {
    auto check = around_the_clock({{"update", "4h"}}, {{"hide_only", {"update"}}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T09:00:00Z", "agent_reply")
        .status("2024-05-01T09:30:00Z", "waiting_customer");
    EXPECT_EQ(check.state("update"), "paused");
    check.status("2024-05-01T11:00:00Z", "open");
    EXPECT_EQ(check.due("update"), "2024-05-01T13:00:00Z");
    EXPECT_EQ(check.used_minutes("update"), 120);
}

TEST(SlaRules, ObservationsShowTheTimersAsTheyStood) {
    auto check = around_the_clock({{"first_response", "1h"}});
    check.then("2024-05-01T08:00:00Z", "customer_message")
        .then("2024-05-01T08:15:00.25Z", "observe")
        .then("2024-05-01T09:00:00Z", "observe")
        .then("2024-05-01T10:00:00Z", "agent_reply");
    const auto run = check.run();
    const auto& seen = run.at("observations").as_array();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].at("at"), "2024-05-01T08:15:00.25Z");
    const auto first = Check::find(seen[0].at("timers").as_array(), "first_response");
    EXPECT_EQ(first.at("used_seconds"), 900);
    EXPECT_EQ(first.at("remaining_seconds"), 2699);
    const auto second = Check::find(seen[1].at("timers").as_array(), "first_response");
    EXPECT_EQ(Check::text(second, "state"), "running") << "not yet at the due instant";
    EXPECT_EQ(check.state("first_response"), "missed");
}

/// Anything that may happen to a conversation, in any order.
class RandomTimeline {
  public:
    explicit RandomTimeline(unsigned seed) : random_(seed) {
        plain_.workdays("a", "Europe/Berlin", "09:00-17:00")
            .workdays("b", "America/New_York", "08:00-12:00")
            .window("b", "mon", "13:00-24:00")
            .window("b", "sat", "00:00-02:30");
        const json::object pauses{{"update", {"waiting_customer", "resolved"}},
                                  {"next_response", {"waiting_partner"}}};
        const json::object all{{"first_response", "2h"},
                               {"next_response", "3h"},
                               {"update", "5h"},
                               {"resolution_first", "9h"},
                               {"resolution_total", "12h"}};
        plain_.policy("p", "a", all)
            .policy("q", "b", all, {{"pause", pauses}, {"hide_only", {"update"}}})
            .policy("r", "b", {{"next_response", "1h"}, {"update", "30m"}},
                    {{"roll_to_next_open", true}});
        watched_ = plain_;
        // Around the end of summer time in both zones.
        at_ = *parse_rfc3339("2025-10-24T06:00:00Z");
        for (int step = 0; step < 25; ++step) add();
    }
    const Check& plain() const { return plain_; }
    const Check& watched() const { return watched_; }
    std::string end() const { return rfc3339(at_); }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    void both(std::string_view event, json::object more = {}) {
        plain_.then(rfc3339(at_), event, more);
        watched_.then(rfc3339(at_), event, more);
    }
    void add() {
        const auto before = at_;
        if (below(4) != 0) at_ += std::chrono::seconds(below(40'000));
        for (unsigned look = below(3); look > 0; --look) {
            watched_.then(rfc3339(before + (at_ - before) / (look + 1)), "observe");
        }
        switch (below(12)) {
            case 0:
            case 1:
            case 2:
                return both("customer_message");
            case 3:
            case 4:
                return both("agent_reply");
            case 5:
                return both("status", {{"status", "waiting_customer"}});
            case 6:
                return both("status", {{"status", below(2) == 0 ? "waiting_partner" : "open"}});
            case 7:
                return both("resolve");
            case 8:
                return both("reopen");
            case 9:
                return both("waive", {{"reason", "thanks"}});
            case 10:
                return both("calendar", {{"calendar", below(2) == 0 ? "a" : "b"}});
            default:
                static constexpr const char* kPolicies[] = {"p", "q", "r"};
                const auto which = below(4);
                return both("policy", {{"policy", which == 3 ? json::value(nullptr)
                                                             : json::value(kPolicies[which])}});
        }
    }

    std::mt19937 random_;
    Check plain_, watched_;
    Timestamp at_{};
};

TEST(SlaRules, LookingChangesNothing) {
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        const RandomTimeline timeline(seed);
        const auto plain = timeline.plain().run().at("timers");
        ASSERT_EQ(plain, timeline.watched().run().at("timers")) << "seed " << seed;
    }
}

void check_steps(const json::object& timer, const std::string& now) {
    std::string reached(timer.at("started_at").as_string());
    std::int64_t sum = 0;
    for (const auto& value : timer.at("steps").as_array()) {
        const auto& step = value.as_object();
        ASSERT_EQ(step.at("from"), json::value(reached));
        reached = std::string(step.at("to").as_string());
        const auto why = std::string(step.at("why").as_string());
        const auto length =
            *parse_rfc3339(reached) - *parse_rfc3339(std::string(step.at("from").as_string()));
        const auto counted = step.at("counted_seconds").to_number<std::int64_t>();
        ASSERT_EQ(counted, why == "open" ? length / std::chrono::seconds(1) : 0);
        sum += counted;
    }
    const auto used = timer.at("used_seconds").to_number<std::int64_t>();
    const auto allowed = used + timer.at("remaining_seconds").to_number<std::int64_t>();
    const auto due = TimelineCheck::text(timer, "due_at");
    if (due != "none") {
        ASSERT_EQ(reached, due);
        ASSERT_EQ(sum, allowed);
    } else if (reached > now) {
        ASSERT_EQ(sum, allowed) << "it is hidden, and its time runs on";
    } else {
        ASSERT_EQ(reached, now);
        ASSERT_EQ(sum, used);
    }
}

TEST(SlaRules, StepsExplainEveryTimerWithoutGaps) {
    for (unsigned seed = 0; seed < 1'000; ++seed) {
        const RandomTimeline timeline(seed);
        const auto timers = timeline.plain().run().at("timers").as_array();
        std::map<std::string, int> owed;
        for (const auto& value : timers) {
            const auto& timer = value.as_object();
            SCOPED_TRACE("seed " + std::to_string(seed) + ": " + json::serialize(timer));
            ASSERT_NO_FATAL_FAILURE(check_steps(timer, timeline.end()));
            const auto state = Check::text(timer, "state");
            ASSERT_EQ(state == "missed", timer.contains("breached_at"));
            const bool ended = timer.contains("ended_at");
            if (state == "running" || state == "paused") ASSERT_FALSE(ended);
            if (state != "running" && state != "paused" && state != "missed") ASSERT_TRUE(ended);
            if (!ended) ++owed[std::string(timer.at("target").as_string())];
        }
        for (const auto& [target, times] : owed) ASSERT_EQ(times, 1) << target << " seed " << seed;
        ASSERT_FALSE(owed.contains("first_response") && owed.contains("next_response"))
            << "seed " << seed;
    }
}

}  // namespace
}  // namespace usher::test
