// Goal: somebody who writes a policy by hand is told which value is wrong and why.
#include <gtest/gtest.h>

#include "hub/wire/sla/duration_text.hpp"
#include "hub/app/sla/sla_file.hpp"

namespace usher::test {
namespace {

using namespace std::chrono;

std::string mistake(std::string_view json) {
    const auto file = app::read_sla_file(json);
    return file ? "none" : file.error().path + ": " + file.error().reason;
}

constexpr std::string_view kOffice =
    R"("calendars":{"office":{"time_zone":"UTC","windows":{"mon":["09:00-17:00"]}}})";

std::string with_policies(std::string_view policies) {
    return "{" + std::string(kOffice) + R"(,"policies":[)" + std::string(policies) + "]}";
}
std::string with_timeline(std::string_view timeline) {
    return "{" + std::string(kOffice) +
           R"(,"policies":[{"name":"p","calendar":"office","targets":{}}],"policy":"p","timeline":[)" +
           std::string(timeline) + "]}";
}

TEST(SlaFile, CalendarsNameTheWindowThatIsWrong) {
    const auto calendar = [](std::string_view windows) {
        return mistake(R"({"calendars":{"office":{"time_zone":"UTC","windows":)" +
                       std::string(windows) + "}}}");
    };
    EXPECT_EQ(calendar(R"({"mon":["09:00-17:00"]})"), "none");
    EXPECT_EQ(calendar(R"({"mon":["09:00-12:00","12:00-24:00"]})"), "none");
    EXPECT_EQ(calendar(R"({})"),
              "calendars.office.windows: it is closed all week; give at least one window");
    EXPECT_TRUE(calendar(R"({"mon":["9-17"]})").starts_with("calendars.office.windows.mon[0]: "));
    for (const char* window :
         {"25:00-26:00", "09:00-24:01", "09:60-10:00", "09:00", "-1:00-02:00", "09:00-17:00 "}) {
        EXPECT_TRUE(calendar(R"({"mon":[")" + std::string(window) + R"("]})")
                        .starts_with("calendars.office.windows.mon[0]: "))
            << window;
    }
    EXPECT_TRUE(calendar(R"({"tue":["09:00-12:00","11:00-13:00"]})")
                    .starts_with("calendars.office.windows.tue[1]: it overlaps"));
    EXPECT_TRUE(calendar(R"({"tue":["13:00-14:00","11:00-12:00"]})")
                    .starts_with("calendars.office.windows.tue[1]: windows of a day are given in"));
    EXPECT_TRUE(calendar(R"({"fri":["22:00-06:00"]})")
                    .starts_with("calendars.office.windows.fri[0]: it must close after it opens"));
    EXPECT_TRUE(calendar(R"({"monday":["09:00-17:00"]})")
                    .starts_with("calendars.office.windows.monday: weekdays are"));
}

TEST(SlaFile, ZonesAndExceptions) {
    EXPECT_TRUE(mistake(R"({"calendars":{"a":{"time_zone":"Mars","windows":{}}}})")
                    .starts_with("calendars.a.time_zone: \"Mars\" is no time zone"));
    EXPECT_EQ(mistake(R"({"calendars":{"a":{"windows":{}}}})"),
              "calendars.a.time_zone: it is missing");
    const auto exceptions = [](std::string_view list) {
        return mistake(
            R"({"calendars":{"a":{"time_zone":"UTC","windows":{"mon":["00:00-24:00"]},"exceptions":)" +
            std::string(list) + "}}}");
    };
    EXPECT_EQ(exceptions(R"([{"date":"2026-12-25","windows":[]}])"), "none");
    EXPECT_TRUE(exceptions(R"([{"date":"2026-02-29","windows":[]}])")
                    .starts_with("calendars.a.exceptions[0].date: a date is expected"));
    EXPECT_TRUE(
        exceptions(R"([{"date":"2026-12-25","windows":[]},{"date":"2026-12-25","windows":[]}])")
            .starts_with("calendars.a.exceptions[1].date: another exception"));
    EXPECT_TRUE(exceptions(R"([{"date":"2026-12-25","windows":["9-10"]}])")
                    .starts_with("calendars.a.exceptions[0].windows[0]: "));
}

TEST(SlaFile, Policies) {
    EXPECT_EQ(mistake(with_policies(R"({"name":"p","calendar":"office","targets":{}})")), "none");
    EXPECT_EQ(mistake(with_policies(R"({"name":"p","calendar":"home","targets":{}})")),
              "policies[0].calendar: there is no calendar \"home\"");
    EXPECT_EQ(mistake(with_policies(R"({"name":"p","calendar":"office"})")),
              "policies[0].targets: it is missing");
    for (const char* target : {"0m", "-5m", "soon", "", "PT", "P1M", "5", "1m1h", "99999999h"}) {
        EXPECT_TRUE(
            mistake(with_policies(R"({"name":"p","calendar":"office","targets":{"update":")" +
                                  std::string(target) + R"("}})"))
                .starts_with("policies[0].targets.update: "))
            << target;
    }
    EXPECT_TRUE(
        mistake(with_policies(R"({"name":"p","calendar":"office","targets":{"answer":"1h"}})"))
            .starts_with("policies[0].targets.answer: targets are"));
    EXPECT_TRUE(
        mistake(
            with_policies(
                R"({"name":"p","calendar":"office","targets":{},"pause":{"update":["asleep"]}})"))
            .starts_with("policies[0].pause.update[0]: statuses are"));
    EXPECT_TRUE(
        mistake(with_policies(R"({"name":"p","calendar":"office","targets":{},"hide_only":["x"]})"))
            .starts_with("policies[0].hide_only[0]: targets are"));
    EXPECT_EQ(mistake(with_policies(
                  R"({"name":"p","calendar":"office","targets":{},"roll_to_next_open":1})")),
              "policies[0].roll_to_next_open: true or false is expected");
    EXPECT_EQ(mistake(with_policies(R"({"name":"p","calendar":"office","targets":{}},)"
                                    R"({"name":"p","calendar":"office","targets":{}})")),
              "policies[1].name: another policy has this name");
    EXPECT_EQ(
        mistake(with_policies(R"({"name":"p","calendar":"office","targets":{},"pauses":{}})")),
        "policies[0].pauses: there is no such member");
}

TEST(SlaFile, TimelinesNameTheEntryThatIsWrong) {
    const auto entry = [](std::string_view text) { return mistake(with_timeline(text)); };
    EXPECT_EQ(entry(R"({"at":"2026-03-02T09:30:00Z","event":"observe"})"), "none");
    EXPECT_EQ(entry(R"({"at":"2026-03-02T09:30:00Z","event":"observe"},)"
                    R"({"at":"2026-03-02T09:29:59+00:00","event":"observe"})"),
              "timeline[1].at: it is earlier than the entry before it");
    EXPECT_EQ(entry(R"({"event":"observe"})"), "timeline[0].at: it is missing");
    for (const char* at : {"2026-03-02", "2026-02-30T00:00:00Z", "2026-03-02T24:00:00Z",
                           "2026-03-02T09:30:00", "1850-01-01T00:00:00Z", "now"}) {
        EXPECT_TRUE(entry(R"({"at":")" + std::string(at) + R"(","event":"observe"})")
                        .starts_with("timeline[0].at: "))
            << at;
    }
    const auto at = [&](std::string_view rest) {
        return entry(R"({"at":"2026-03-02T09:30:00Z",)" + std::string(rest) + "}");
    };
    EXPECT_EQ(at(R"("event":"policy","policy":null)"), "none");
    EXPECT_EQ(at(R"("event":"policy","policy":"q")"),
              "timeline[0].policy: there is no policy \"q\"");
    EXPECT_EQ(at(R"("event":"policy")"), "timeline[0].policy: it is missing");
    EXPECT_EQ(at(R"("event":"calendar","calendar":"q")"),
              "timeline[0].calendar: there is no calendar \"q\"");
    EXPECT_EQ(at(R"("event":"status","status":"resolved")"),
              "timeline[0].status: a conversation is resolved by the event resolve");
    EXPECT_TRUE(at(R"("event":"status","status":"new")").starts_with("timeline[0].status: "));
    EXPECT_EQ(at(R"("event":"waive")"), "timeline[0].reason: it is missing");
    EXPECT_EQ(at(R"("event":"waive","reason":"")"),
              "timeline[0].reason: say why no answer is needed");
    EXPECT_TRUE(at(R"("event":"mail")").starts_with("timeline[0].event: there is no event"));
    EXPECT_TRUE(at(R"("event":7)").starts_with("timeline[0].event: a text is expected"));
}

TEST(SlaFile, WhatIsNoJsonNamesTheLine) {
    EXPECT_TRUE(mistake("{\n\n  oops }").starts_with("line 3: "));
    EXPECT_TRUE(mistake("{} {}").starts_with("line 1: "));
    EXPECT_TRUE(mistake("{").starts_with("line 1: "));
    EXPECT_EQ(mistake("[]"), "the document: an object is expected");
    EXPECT_EQ(mistake("{}"), "none");
}

TEST(Durations, AreReadInBothForms) {
    EXPECT_EQ(wire::parse_duration("90m"), minutes(90));
    EXPECT_EQ(wire::parse_duration("1h30m"), minutes(90));
    EXPECT_EQ(wire::parse_duration("2d"), hours(48));
    EXPECT_EQ(wire::parse_duration("45s"), seconds(45));
    EXPECT_EQ(wire::parse_duration("PT1H30M"), minutes(90));
    EXPECT_EQ(wire::parse_duration("P1DT12H"), hours(36));
    EXPECT_EQ(wire::parse_duration("P2W"), hours(336));
    for (const char* text : {"", "P", "PT", "P1Y", "P1M", "1.5h", "h", "90", "1h 30m", "PT30M1H",
                             "m90", "99999999999999h"}) {
        EXPECT_FALSE(wire::parse_duration(text)) << text;
    }
}

}  // namespace
}  // namespace usher::test
