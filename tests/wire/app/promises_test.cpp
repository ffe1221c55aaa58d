// Goal: an administrator defines promises over HTTP, the running hub keeps them, and how each came
// about is told over HTTP and on the command line, also while nothing runs.
#include <cstring>

#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kOffice =
    R"({"time_zone":"Europe/Berlin","windows":{"mon":["00:00-24:00"],"tue":["00:00-24:00"],"wed":["00:00-24:00"],)"
    R"("thu":["00:00-24:00"],"fri":["00:00-24:00"],"sat":["00:00-24:00"],"sun":["00:00-24:00"]}})";
constexpr const char* kGold =
    R"({"calendar":"office","targets":{"first_response":"8h","resolution_total":"24h"},)"
    R"("warnings":{"first_response":["75%"]},"match":{"channels":["web"]}})";

/// What the hub answers, with the status in front.
std::string change(const ServedHub& hub, const std::string& method, const std::string& where,
                   const std::string& body = "{}") {
    return hub.get(
        where, "-X " + method +
                   " -w '%{http_code}' -H 'Content-Type: application/json' -H 'Origin: " + hub.url +
                   "' -d '" + body + "'");
}

TEST(PromisesOfAHub, AreDefinedKeptAndExplained) {
    ServedHub hub;
    hub.add_account();
    hub.start();
    hub.log_in();
    EXPECT_EQ(change(hub, "PUT", "/api/v1/sla/calendars/office", kOffice), "204");
    EXPECT_THAT(change(hub, "PUT", "/api/v1/sla/calendars/never",
                       R"({"time_zone":"Europe/Berlin","windows":{"mon":[]}})"),
                HasSubstr("windows: it is closed all week"));
    EXPECT_THAT(change(hub, "PUT", "/api/v1/sla/calendars/moon",
                       R"({"time_zone":"Moon/Sea","windows":{"mon":["09:00-17:00"]}})"),
                HasSubstr("time_zone: "));
    EXPECT_THAT(
        change(hub, "PUT", "/api/v1/sla/policies/gold", R"({"calendar":"office","targets":{}})"),
        HasSubstr("targets: it promises nothing"));
    EXPECT_EQ(change(hub, "PUT", "/api/v1/sla/policies/gold", kGold), "204");
    EXPECT_THAT(hub.get_until("/api/v1/sla", "\"gold\""),
                HasSubstr("\"resolution_total\":\"24h\""));
    EXPECT_THAT(change(hub, "DELETE", "/api/v1/sla/calendars/office"),
                HasSubstr("policy gold.calendar"));

    EXPECT_THAT(hub.get_until("/api/v1/admin/changes?limit=2", "gold"),
                testing::AllOf(
                    HasSubstr(R"("kind":"policy","id":"gold","name":"gold"},"action":"created")"),
                    HasSubstr(R"({"field":"time_zone","before":"","after":"Europe/Berlin"})")));

    Customer customer(hub.port, "usher.v1", hub.url);
    hub.greet(customer);
    const auto conversation = customer.say_and_see("hello").conversation_id();
    const auto where = "/api/v1/conversations/" + conversation + "/timers";
    const auto told = hub.get_until(where, "resolution_total");
    EXPECT_THAT(told, HasSubstr("\"policy\":\"gold\""));
    EXPECT_THAT(told, HasSubstr("it fits by channel web"));
    EXPECT_THAT(told, HasSubstr("\"state\":\"running\""));
    EXPECT_THAT(told, Not(HasSubstr("\"recounted\":false")));

    const std::vector<std::string> explain{"sla", "explain", "--data", hub.data(), conversation};
    auto running = hub.verb(explain);
    EXPECT_EQ(running.status(), 0) << running.said();
    EXPECT_THAT(running.said(), HasSubstr("first_response 1: running"));
    hub.stop();
    auto stopped = hub.verb(explain);
    EXPECT_EQ(stopped.status(), 0) << stopped.said();
    EXPECT_THAT(stopped.said(), HasSubstr("policy gold  calendar office  (1 of 1 in order"));
}

constexpr const char* kHolidays =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Christmas\r\nDTSTART;VALUE=DATE:20201225\r\n"
    "RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:New Year\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Lunch\r\nDTSTART:20261224T120000Z\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

TEST(HolidaysOfAHub, ArePreviewedThenComeIntoTheCalendarAndKeepWhatStandsThere) {
    ServedHub hub;
    hub.add_account();
    hub.start();
    hub.log_in();
    std::ofstream(hub.path("h.ics")) << kHolidays;
    const auto import = [&](const std::string& query, const std::string& type = "text/calendar") {
        return hub.get("/api/v1/sla/calendars/office/import" + query,
                       "-X POST -w '%{http_code}' -H 'Content-Type: " + type + "' --data-binary @" +
                           hub.path("h.ics"));
    };
    EXPECT_EQ(
        import("?preview=true&from=2026&years=2"),
        R"({"from":2026,"to":2027,"saved":false,"added":[{"date":"2026-12-25","name":"Christmas"},)"
        R"({"date":"2027-01-01","name":"New Year"},{"date":"2027-12-25","name":"Christmas"}],)"
        R"("kept":[],"skipped":[{"line":12,"what":"Lunch","why":"DTSTART has a time of day; only whole days are taken"}],)"
        R"("skipped_count":1}200)");
    EXPECT_THAT(import("?from=2026&years=2"), HasSubstr("404")) << "there is no such calendar yet";
    const auto half_day = std::string(kOffice).substr(0, std::strlen(kOffice) - 1) +
                          R"(,"exceptions":[{"date":"2027-12-25","windows":["09:00-12:00"]}]})";
    ASSERT_EQ(change(hub, "PUT", "/api/v1/sla/calendars/office", half_day), "204");
    EXPECT_THAT(import("?from=2026&years=2"),
                HasSubstr(R"("kept":[{"date":"2027-12-25","name":"Christmas"}])"));
    EXPECT_THAT(
        hub.get_until("/api/v1/sla", "2027-01-01"),
        HasSubstr(R"("exceptions":[{"date":"2026-12-25","windows":[]},{"date":"2027-01-01",)"
                  R"("windows":[]},{"date":"2027-12-25","windows":["09:00-12:00"]}])"));
    EXPECT_THAT(import("", "application/json"), HasSubstr("415"));
    EXPECT_THAT(import("?years=11"), HasSubstr("\"status\":400"));
    std::ofstream(hub.path("h.ics")) << "no calendar";
    EXPECT_THAT(import(""), HasSubstr("line 1: it is no iCalendar"));
    std::ofstream(hub.path("h.ics")) << std::string(600 * 1024, 'x');
    EXPECT_THAT(import(""), HasSubstr("413"));
    EXPECT_THAT(hub.get("/api/v1/sla/zones"), HasSubstr("\"Europe/Berlin\""));
}

TEST(HolidaysOfAHub, ArePrintedByTheCommandLineWithoutAHub) {
    ServedHub hub;
    std::ofstream(hub.path("h.ics")) << kHolidays;
    const auto print = [&](std::vector<std::string> more) {
        std::vector<std::string> all{
            "sla", "import-holidays", hub.path("h.ics"), "--from", "2026", "--years",
            "1",   "--calendar",      "office"};
        all.insert(all.end(), more.begin(), more.end());
        auto verb = hub.verb(all);
        const auto status = verb.status();
        return std::pair(status, verb.said());
    };
    const auto [status, said] = print({});
    EXPECT_EQ(status, 0);
    EXPECT_THAT(
        said,
        HasSubstr(
            R"({"calendars":{"office":{"exceptions":[{"date":"2026-12-25","windows":[]}]}}})"));
    EXPECT_THAT(said, HasSubstr("line 12: Lunch is left out: DTSTART has a time of day"));
    std::ofstream(hub.path("p.json"))
        << R"({"calendars":{"office":{"time_zone":"Europe/Berlin","windows":{"mon":["09:00-17:00"]},)"
           R"("exceptions":[{"date":"2026-12-25","windows":["09:00-12:00"]}]}}})";
    EXPECT_THAT(print({"--into", hub.path("p.json")}).second,
                HasSubstr(R"("exceptions":[{"date":"2026-12-25","windows":["09:00-12:00"]}])"));
    std::ofstream(hub.path("p.json")) << "{}";
    EXPECT_THAT(print({"--into", hub.path("p.json")}),
                testing::Pair(2, HasSubstr("there is no calendar \"office\"")));
    std::ofstream(hub.path("h.ics")) << "no calendar";
    EXPECT_THAT(print({}), testing::Pair(2, HasSubstr("line 1: it is no iCalendar")));
}

TEST(PoliciesOfAHub, AreTriedOnThePastBeforeTheyAreSaved) {
    ServedHub hub;
    hub.add_account();
    hub.start();
    hub.log_in();
    ASSERT_EQ(change(hub, "PUT", "/api/v1/sla/calendars/office", kOffice), "204");
    Customer customer(hub.port, "usher.v1", hub.url);
    hub.greet(customer);
    const auto conversation = customer.say_and_see("hello").conversation_id();
    hub.history_until(conversation, "hello");
    const auto tried = change(hub, "POST", "/api/v1/sla/policies/gold/preview?days=7", kGold);
    EXPECT_THAT(tried, HasSubstr(R"("conversations":1,"fitting":1,"complete":true)"));
    EXPECT_THAT(tried,
                HasSubstr(R"({"target":"first_response","now":{"met":0,"missed":0,"open":)"));
    EXPECT_THAT(tried, HasSubstr(R"("then":{"met":0,"missed":0,"open":1}})"));
    EXPECT_THAT(change(hub, "POST", "/api/v1/sla/policies/gold/preview",
                       R"({"calendar":"office","targets":{}})"),
                HasSubstr("targets: it promises nothing"));
    EXPECT_THAT(change(hub, "POST", "/api/v1/sla/policies/gold/preview?days=93", kGold),
                HasSubstr("\"status\":400"));
    EXPECT_THAT(hub.get("/api/v1/sla"), HasSubstr("\"policies\":[]")) << "nothing was saved";
}

TEST(PromisesOfAHub, AreOnlySeenByAgents) {
    ServedHub hub;
    hub.add_account();
    hub.start();
    EXPECT_THAT(hub.get("/api/v1/sla"), HasSubstr("\"status\":401"));
    EXPECT_THAT(change(hub, "POST", "/api/v1/sla/policies/gold/preview", kGold),
                HasSubstr("\"status\":401"));
    EXPECT_THAT(hub.get("/api/v1/conversations/cnv_01M3250V00DQ7QAARH3C5SQTFE/timers"),
                HasSubstr("\"status\":401"));
}

}  // namespace
}  // namespace usher::test
