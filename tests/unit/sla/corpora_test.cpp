// Goal: figures that other products publish for their clocks come out of ours, with the switches
// set as those products have them.
#include <fstream>
#include <iterator>

#include "hub/base/rfc3339.hpp"
#include "tests/unit/sla/timeline_check.hpp"

namespace usher::test {
namespace {

std::string utc(std::string_view text) {
    std::string out(text);
    out[10] = 'T';
    return out + ":00Z";
}

class SlaCorpora : public ::testing::Test {
  protected:
    /// Null, and the test is skipped, where the collection is not beside the tree.
    static json::value load(const std::string& name) {
        const auto path = std::string(USHER_SOURCE_DIR) + "/../shared/corpora/" + name;
        std::ifstream file(path);
        if (!file) return nullptr;
        return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    }
    static TimelineCheck with_calendar(const json::object& calendar) {
        TimelineCheck check;
        const auto zone = std::string(calendar.at("timezone").as_string());
        check.calendar("c", zone, {});
        for (const auto& [day, windows] : calendar.at("hours").as_object()) {
            for (const auto& window : windows.as_array()) {
                check.window("c", day,
                             std::string(window.at(0).as_string()) + '-' +
                                 std::string(window.at(1).as_string()));
            }
        }
        for (const auto& date : calendar.at("holidays").as_array()) {
            check.closed("c", date.as_string());
        }
        return check;
    }
    /// There every target stands still while pending or closed, and each has its own timer from the
    /// customer's message on; so one policy for each.
    static TimelineCheck with_target(const json::object& one, const std::string& target) {
        auto check = with_calendar(one.at("calendar").as_object());
        const auto ours = our(target);
        const auto minutes = one.at("sla_minutes").at(target).to_number<std::int64_t>();
        check.policy("p", "c", {{ours, std::to_string(minutes) + "m"}},
                     {{"pause", {{ours, {"waiting_customer", "resolved"}}}}});
        check.then(utc(one.at("created_at").as_string()), "customer_message");
        return check;
    }
    static std::string our(const std::string& target) {
        return target == "update"     ? "next_response"
               : target == "solution" ? "resolution_first"
                                      : target;
    }
};

TEST_F(SlaCorpora, DueInstantsOfATicketSystem) {
    const auto corpus = load("sla-zammad/due.json");
    if (corpus.is_null()) GTEST_SKIP() << "the corpora are not beside the tree";
    int checked = 0;
    for (const auto& value : corpus.at("cases").as_array()) {
        const auto& one = value.as_object();
        for (const auto& [target, expected] : one.at("expect_due_utc").as_object()) {
            auto check = with_target(one, target);
            if (one.at("initial_state") == "pending") {
                check.status(utc(one.at("created_at").as_string()), "waiting_customer");
            }
            for (const auto& change : one.at("state_changes").as_array()) {
                const auto at = utc(change.at(0).as_string());
                const auto state = std::string(change.at(1).as_string());
                if (state == "closed" && target == "solution") {
                    check.then(at, "resolve");
                } else if (state == "closed") {
                    // Their figure is what is left at that moment; ours stands still.
                    check.status(at, "open");
                } else {
                    check.status(at, state == "pending" ? "waiting_customer" : "open");
                }
            }
            EXPECT_EQ(check.due(our(target)), utc(expected.as_string()))
                << one.at("id") << " " << target;
            ++checked;
        }
    }
    EXPECT_GT(checked, 10);
}

TEST_F(SlaCorpora, MinutesUsedInATicketSystem) {
    const auto corpus = load("sla-zammad/metrics.json");
    if (corpus.is_null()) GTEST_SKIP() << "the corpora are not beside the tree";
    int checked = 0;
    for (const auto& value : corpus.at("cases").as_array()) {
        const auto& one = value.as_object();
        const bool closed = one.contains("close_at");
        auto check = with_target(one, closed ? "solution" : "first_response");
        closed ? check.then(utc(one.at("close_at").as_string()), "resolve")
               : check.then(utc(one.at("first_response_at").as_string()), "agent_reply");
        const auto target = closed ? "resolution_first" : "first_response";
        const std::string prefix = closed ? "close" : "first_response";
        const auto& expected = one.at("expect").as_object();
        EXPECT_EQ(check.used_minutes(target), expected.at(prefix + "_in_min").to_number<int>());
        EXPECT_EQ(check.timer(target).at("remaining_seconds").to_number<int>() / 60,
                  expected.at(prefix + "_diff_in_min").to_number<int>());
        ++checked;
    }
    EXPECT_GT(checked, 1);
}

TEST_F(SlaCorpora, TimeSuspendedInATicketSystem) {
    const auto corpus = load("sla-zammad/suspension.json");
    if (corpus.is_null()) GTEST_SKIP() << "the corpora are not beside the tree";
    const auto at = [](std::int64_t minute) {
        return rfc3339(Timestamp(std::chrono::hours(24) * 20'000 + std::chrono::minutes(minute)));
    };
    int checked = 0;
    for (const auto& value : corpus.at("cases").as_array()) {
        const auto& one = value.as_object();
        if (!one.contains("expect_working_min")) continue;
        TimelineCheck check;
        const auto from = one.at("from_min").to_number<std::int64_t>();
        const auto to = one.at("to_min").to_number<std::int64_t>();
        check.always("c").policy("p", "c", {{"resolution_total", "1000h"}});
        check.then(at(from), "customer_message");
        for (const auto& change : one.at("lifecycle_min").as_array()) {
            const auto minute = change.at(0).to_number<std::int64_t>();
            const auto state = std::string(change.at(1).as_string());
            if (minute < from || minute > to) continue;
            if (state == "closed") {
                check.then(at(minute), "resolve");
            } else {
                check.status(at(minute), state == "pending" ? "waiting_customer" : "open");
            }
        }
        check.then(at(to), "observe");
        EXPECT_EQ(check.used_minutes("resolution_total"),
                  one.at("expect_working_min").to_number<int>())
            << one.at("id");
        ++checked;
    }
    EXPECT_GT(checked, 1);
}

TEST_F(SlaCorpora, BusinessHoursOfALibrary) {
    const auto corpus = load("sla-biz/cases.json");
    if (corpus.is_null()) GTEST_SKIP() << "the corpora are not beside the tree";
    int checked = 0;
    for (const auto& value : corpus.at("cases").as_array()) {
        const auto& one = value.as_object();
        if (!one.contains("calendar")) continue;
        auto check = with_calendar(one.at("calendar").as_object());
        const auto target = [&](const std::string& hours) {
            check.policy("p", "c", {{"first_response", hours}});
        };
        const auto op = std::string(one.at("op").as_string());
        if (op == "after") {
            target(std::to_string(one.at("business_hours").to_number<int>()) + "h");
            check.then(utc(one.at("from").as_string()), "customer_message");
            EXPECT_EQ(check.due("first_response"), utc(one.at("expect").as_string()));
        } else if (op == "within") {
            target("1000h");
            check.then(utc(one.at("from").as_string()), "customer_message")
                .then(utc(one.at("to").as_string()), "observe");
            EXPECT_EQ(check.timer("first_response").at("used_seconds").to_number<double>() / 3600,
                      one.at("expect_hours").to_number<double>());
        } else if (op == "periods") {
            target("1000h");
            check.then(utc(one.at("from").as_string()), "customer_message");
            std::vector<std::string> open;
            const auto timer = check.timer("first_response");
            for (const auto& step : timer.at("steps").as_array()) {
                if (step.at("why") != "open") continue;
                open.push_back(std::string(step.at("from").as_string()) + ' ' +
                               std::string(step.at("to").as_string()));
            }
            const auto& expected = one.at("expect").as_array();
            ASSERT_GE(open.size(), expected.size());
            for (std::size_t nth = 0; nth < expected.size(); ++nth) {
                EXPECT_EQ(open[nth], utc(expected[nth].at(0).as_string()) + ' ' +
                                         utc(expected[nth].at(1).as_string()));
            }
        } else {
            continue;
        }
        ++checked;
    }
    EXPECT_GT(checked, 3);
}

TEST_F(SlaCorpora, AnEscalationSuspendedWhilePending) {
    const auto corpus = load("sla-znuny/case.json");
    if (corpus.is_null()) GTEST_SKIP() << "the corpora are not beside the tree";
    for (const auto& value : corpus.as_array()) {
        const auto& one = value.as_object();
        const auto at = [&](std::string_view key) {
            return "2024-05-01T" + std::string(one.at(key).as_string()) + ":00Z";
        };
        TimelineCheck check;
        check.always("c")
            .policy("p", "c",
                    {{"resolution_first",
                      std::to_string(one.at("sla_minutes").to_number<int>()) + "m"}})
            .then(at("created"), "customer_message")
            .status(at("pending_at"), "waiting_customer");
        EXPECT_EQ(check.state("resolution_first"), "paused");
        check.status(at("open_at"), "open");
        EXPECT_EQ(check.due("resolution_first"), at("escalates_at"));
    }
}

}  // namespace
}  // namespace usher::test
