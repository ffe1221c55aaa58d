// Goal: holidays come into a calendar out of the files that others publish, every day of them and
// no other, and what is no holiday or cannot be read is named and does no harm.
#include "hub/wire/sla/holiday_feed.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace usher::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string calendar_of(const std::string& inside) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + inside +
           "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) {
    return "BEGIN:VEVENT\r\nUID:1@test\r\nDTSTAMP:20260101T000000Z\r\n" + lines + "END:VEVENT\r\n";
}
wire::HolidayFeed feed_of(const std::string& text, wire::HolidayYears years = {2026, 2027}) {
    auto read = wire::read_holidays(text, years);
    EXPECT_TRUE(read) << read.error().path << ": " << read.error().reason;
    return read.value_or(wire::HolidayFeed());
}
std::vector<std::string> dates(const wire::HolidayFeed& feed) {
    std::vector<std::string> out;
    for (const auto& [day, name] : feed.days) out.push_back(wire::date_text(day));
    return out;
}
/// Of one event in a calendar of its own.
std::vector<std::string> days_of(const std::string& lines,
                                 wire::HolidayYears years = {2026, 2027}) {
    const auto feed = feed_of(calendar_of(event(lines)), years);
    EXPECT_EQ(feed.skipped_count, 0U) << (feed.skipped.empty() ? "" : feed.skipped[0].why);
    return dates(feed);
}
std::string why_not(const std::string& lines) {
    const auto feed = feed_of(calendar_of(event(lines)));
    EXPECT_THAT(feed.days, IsEmpty());
    return feed.skipped.size() == 1 ? feed.skipped[0].why : "it was taken";
}
std::string mistake(const std::string& text) {
    const auto read = wire::read_holidays(text, {2026, 2027});
    return read ? "" : read.error().path + ": " + read.error().reason;
}

TEST(HolidayFeed, DaysOfTheFeedsThatStatesAndMailProgramsPublish) {
    // Transparent, with escapes, a folded line, an alarm of its own, and a zone that nobody needs.
    const auto feed = feed_of(
        "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n"
        "X-WR-CALNAME:Feiertage in Deutschland\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\n"
        "UID:20261225_a@google.com\r\nCLASS:PUBLIC\r\nDESCRIPTION:Gesetzlicher Feiertag\r\n"
        "SUMMARY:Erster Weihnachts\r\n tag\\, ganz Deutschland\r\nTRANSP:TRANSPARENT\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDURATION:PT15M\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n");
    EXPECT_THAT(dates(feed), ElementsAre("2026-12-25"));
    EXPECT_EQ(feed.days.begin()->second, "Erster Weihnachtstag, ganz Deutschland");
    EXPECT_EQ(feed.skipped_count, 0U);
}

TEST(HolidayFeed, LinesMayEndWithoutCarriageReturnAndBeginWithAMark) {
    EXPECT_THAT(dates(feed_of("\xEF\xBB\xBF"
                              "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Labour Day\n"
                              "DTSTART;VALUE=DATE:20260501\nEND:VEVENT\nEND:VCALENDAR\n")),
                ElementsAre("2026-05-01"));
}

TEST(HolidayFeed, AnEventTakesItsDaysUpToItsEndWhichIsNotOneOfThem) {
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n"),
                ElementsAre("2026-12-24", "2026-12-25", "2026-12-26"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20261224\r\nDURATION:P2D\r\n"),
                ElementsAre("2026-12-24", "2026-12-25"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20261224\r\n"), ElementsAre("2026-12-24"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261224\r\n"),
                ElementsAre("2026-12-24"));
}

TEST(HolidayFeed, OnlyTheDaysOfTheYearsThatAreAskedFor) {
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20251230\r\nDTEND;VALUE=DATE:20260103\r\n"),
                ElementsAre("2026-01-01", "2026-01-02"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20271231\r\nDTEND;VALUE=DATE:20280103\r\n"),
                ElementsAre("2027-12-31"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20240101\r\n"), IsEmpty());
}

TEST(HolidayFeed, WhatComesBackEveryYear) {
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:19901003\r\nRRULE:FREQ=YEARLY\r\n"),
                ElementsAre("2026-10-03", "2027-10-03"));
    EXPECT_THAT(
        days_of("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n"),
        ElementsAre("2026-11-26", "2027-11-25"))
        << "Thanksgiving";
    EXPECT_THAT(
        days_of("DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5\r\n"),
        ElementsAre("2026-05-25", "2027-05-31"))
        << "Memorial Day";
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n", {2024, 2028}),
                ElementsAre("2024-02-29", "2028-02-29"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;UNTIL=20260601\r\n"),
                ElementsAre("2026-05-01"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n"),
                ElementsAre("2026-05-01", "2027-05-01"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260102\r\n"
                        "RRULE:FREQ=YEARLY\r\n"),
                ElementsAre("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"));
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20260801\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
                ElementsAre("2026-08-01", "2026-08-02", "2026-08-03"));
}

TEST(HolidayFeed, ExceptionsAdditionsAndTheOneThatWasMoved) {
    EXPECT_THAT(days_of("DTSTART;VALUE=DATE:20250310\r\nRRULE:FREQ=YEARLY\r\n"
                        "EXDATE;VALUE=DATE:20260310\r\nRDATE;VALUE=DATE:20260311,20261111\r\n"),
                ElementsAre("2026-03-11", "2026-11-11", "2027-03-10"));
    const auto moved = feed_of(
        calendar_of(event("DTSTART;VALUE=DATE:20250310\r\nRRULE:FREQ=YEARLY\r\n") +
                    event("RECURRENCE-ID;VALUE=DATE:20260310\r\nDTSTART;VALUE=DATE:20260316\r\n") +
                    event("RECURRENCE-ID;VALUE=DATE:20270310\r\nDTSTART;VALUE=DATE:20270310\r\n"
                          "STATUS:CANCELLED\r\n")));
    EXPECT_THAT(dates(moved), ElementsAre("2026-03-16"));
}

TEST(HolidayFeed, TwoOnOneDayAreOneDayWithBothNames) {
    const auto feed =
        feed_of(calendar_of(event("SUMMARY:Ascension\r\nDTSTART;VALUE=DATE:20260514\r\n") +
                            event("SUMMARY:Fathers' Day\r\nDTSTART;VALUE=DATE:20260514\r\n")));
    ASSERT_EQ(feed.days.size(), 1U);
    EXPECT_EQ(feed.days.begin()->second, "Ascension, Fathers' Day");
}

TEST(HolidayFeed, WhatIsNoWholeDayOrCannotBeReadIsNamedAndLeftOut) {
    EXPECT_THAT(why_not("DTSTART:20261225T090000Z\r\n"), HasSubstr("DTSTART has a time of day"));
    EXPECT_THAT(why_not("DTSTART;TZID=Europe/Berlin:20261225T090000\r\n"),
                HasSubstr("DTSTART has a time of day"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20261325\r\n"), HasSubstr("DTSTART"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:soon\r\n"), HasSubstr("DTSTART"));
    EXPECT_THAT(why_not("SUMMARY:When?\r\n"), HasSubstr("DTSTART is missing"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nDTEND;VALUE=DATE:20270601\r\n"),
                HasSubstr("more than 366 days"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nDURATION:PT3H\r\n"),
                HasSubstr("DURATION is not of whole days"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nRRULE:FREQ=SOMETIMES\r\n"),
                HasSubstr("RRULE"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nRRULE:FREQ=HOURLY;COUNT=2\r\n"),
                HasSubstr("RRULE repeats in another way"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nSTATUS:CANCELLED\r\n"),
                HasSubstr("it is cancelled"));
    EXPECT_THAT(why_not("DTSTART;VALUE=DATE:20260301\r\nRRULE:FREQ=YEARLY\r\n"
                        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260301\r\n"),
                HasSubstr("a whole range"));
    const auto feed =
        feed_of(calendar_of("BEGIN:VTODO\r\nSUMMARY:Bake\r\nEND:VTODO\r\n" +
                            event("SUMMARY:Team lunch\r\nDTSTART:20261225T120000Z\r\n") +
                            event("SUMMARY:Christmas\r\nDTSTART;VALUE=DATE:20261225\r\n")));
    EXPECT_THAT(dates(feed), ElementsAre("2026-12-25")) << "the others are taken";
    ASSERT_EQ(feed.skipped.size(), 2U);
    EXPECT_EQ(feed.skipped[1].line, 7U);
    EXPECT_EQ(feed.skipped[1].what, "Team lunch");
    EXPECT_EQ(boost::json::serialize(wire::skipped_json(feed).at(0)),
              R"({"line":4,"what":"","why":"it is a task, no event"})");
}

TEST(HolidayFeed, AFileThatIsNoneNamesTheLine) {
    EXPECT_EQ(mistake("<html>"), "line 1: it is no iCalendar; BEGIN:VCALENDAR is expected");
    EXPECT_EQ(mistake(""), "line 1: it is no iCalendar; BEGIN:VCALENDAR is expected");
    EXPECT_EQ(mistake("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
              "line 1: the calendar that begins here has no END:VCALENDAR");
    EXPECT_EQ(mistake("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VCALENDAR\r\n"),
              "line 2: the event that begins here has no END:VEVENT");
    EXPECT_THAT(mistake("BEGIN:VCALENDAR\r\nSUMMARY:\xE4\r\nEND:VCALENDAR\r\n"),
                HasSubstr("it is not UTF-8"));
}

TEST(HolidayFeed, SizeCountAndTimeAreBounded) {
    EXPECT_THAT(mistake(std::string(wire::kHolidayBytesMax + 1, ' ')), HasSubstr("more than"));
    std::string many;
    for (std::size_t n = 0; n <= wire::kHolidayEventsMax; ++n) {
        many += "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n";
    }
    EXPECT_THAT(mistake(calendar_of(many)), HasSubstr("there are more than 5000 events"));
    EXPECT_THAT(wire::read_holidays(calendar_of(""), {2026, 2036}).error().reason,
                HasSubstr("1 to 10 years"));
    std::string days;
    for (int n = 0; n < 7; ++n) {
        days += event(fmt::format("DTSTART;VALUE=DATE:{}0101\r\nDURATION:P366D\r\n", 2026 + n));
    }
    EXPECT_THAT(wire::read_holidays(calendar_of(days), {2026, 2032}).error().reason,
                HasSubstr("more than 2000 days"));
    // A day that never comes, for each of many rules.
    std::string never;
    for (int n = 0; n < 2000; ++n) {
        never +=
            event("DTSTART;VALUE=DATE:19010115\r\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30\r\n");
    }
    const auto began = std::chrono::steady_clock::now();
    std::ignore = wire::read_holidays(calendar_of(never), {2026, 2027});
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

}  // namespace
}  // namespace usher::test
