// Goal: on the nights when clocks change, open time is what a clock on the wall would show; held
// against the C library, minute by minute, for every change of 1985 to 2030.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "hub/wire/sla/zone_database.hpp"
#include "hub/base/rfc3339.hpp"
#include "hub/core/sla/counting.hpp"

namespace usher::test {
namespace {

using namespace std::chrono;

/// The wall clock of another program: libc with TZ.
class WallClock {
  public:
    explicit WallClock(const std::string& zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        setenv("TZ", zone.c_str(), 1);
        tzset();
    }
    ~WallClock() {
        before_.empty() ? unsetenv("TZ") : setenv("TZ", before_.c_str(), 1);
        tzset();
    }
    std::tm at(Timestamp t) const {
        const auto second = static_cast<std::time_t>(floor<seconds>(t.time_since_epoch()).count());
        std::tm local{};
        localtime_r(&second, &local);
        return local;
    }

  private:
    std::string before_;
};

/// Windows that begin, end and lie within the hours in which clocks change.
core::Calendar odd_calendar(core::ZoneRules zone) {
    core::Calendar calendar;
    calendar.name = "odd";
    calendar.zone = std::move(zone);
    for (std::size_t day = 0; day < 7; ++day) {
        calendar.week[day] = {{minutes(0), minutes(45)},
                              {minutes(45), minutes(75)},
                              {hours(1) + minutes(50), hours(2) + minutes(10 + 7 * day)},
                              {hours(3), hours(9)},
                              {hours(22) + minutes(day), hours(24)}};
    }
    calendar.week[3] = {};
    return calendar;
}

bool shown_open(const core::Calendar& calendar, const std::tm& wall) {
    const auto weekday = static_cast<std::size_t>((wall.tm_wday + 6) % 7);
    const minutes now = hours(wall.tm_hour) + minutes(wall.tm_min);
    for (const auto& window : calendar.week[weekday]) {
        if (now >= window.open && now < window.close) return true;
    }
    return false;
}

class ZoneTransitions : public ::testing::TestWithParam<const char*> {};

TEST_P(ZoneTransitions, EveryMinuteAroundEachOfThem) {
    const auto zone = wire::load_zone(GetParam());
    ASSERT_TRUE(zone) << zone.error().text;
    const auto calendar = odd_calendar(*zone);
    const WallClock wall(GetParam());
    const auto first = *parse_rfc3339("1985-01-01T00:00:00Z");
    const auto last = *parse_rfc3339("2030-12-31T00:00:00Z");
    int transitions = 0;
    for (const auto& change : zone->changes) {
        if (change.from < first || change.from > last) continue;
        ++transitions;
        const auto from = floor<minutes>(change.from) - hours(30);
        const auto to = from + hours(60);
        core::SlaHistory history;
        history.calendars = {{{}, &calendar}};
        core::CountedTimer timer;
        timer.start = from;
        timer.rule.allowed = hours(1000);
        minutes open{};
        for (auto t = Timestamp(from); t < to; t += minutes(1)) {
            const bool expected = shown_open(calendar, wall.at(t));
            ASSERT_EQ(calendar.at(t).open, expected) << GetParam() << " " << rfc3339(t);
            if (expected) open += minutes(1);
        }
        EXPECT_EQ(core::count_time(history, timer, to).used, open) << rfc3339(change.from);
        // And back: so much open time ends at the last open minute of these.
        timer.rule.allowed = open;
        const auto due = core::count_time(history, timer, from).due;
        EXPECT_LE(due, Timestamp(to));
        EXPECT_TRUE(shown_open(calendar, wall.at(due - minutes(1)))) << rfc3339(due);
    }
    const bool still = std::string(GetParam()) == "Asia/Kathmandu";
    EXPECT_GE(transitions, still ? 1 : 20);
}

INSTANTIATE_TEST_SUITE_P(Places, ZoneTransitions,
                         ::testing::Values("Europe/Berlin", "America/Los_Angeles",
                                           "Australia/Lord_Howe", "Asia/Kathmandu",
                                           "Pacific/Apia"));

TEST(ZoneDatabase, FollowsLinksAndRefusesWhatIsNoZone) {
    EXPECT_EQ(wire::load_zone("US/Eastern")->changes, wire::load_zone("America/New_York")->changes);
    EXPECT_EQ(wire::load_zone("Etc/UTC")->changes.size(), 1U);
    for (const char* name : {"", "Mars/Phobos", "../../etc/passwd", "europe/berlin"}) {
        const auto zone = wire::load_zone(name);
        ASSERT_FALSE(zone) << name;
        EXPECT_EQ(zone.error().kind, Error::Kind::not_found) << name;
    }
}

}  // namespace
}  // namespace usher::test
