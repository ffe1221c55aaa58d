// Goal: an administrator defines promises over HTTP, the running hub keeps them, and how each came
// about is told over HTTP and on the command line, also while nothing runs.
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

TEST(PromisesOfAHub, AreOnlySeenByAgents) {
    ServedHub hub;
    hub.add_account();
    hub.start();
    EXPECT_THAT(hub.get("/api/v1/sla"), HasSubstr("\"status\":401"));
    EXPECT_THAT(hub.get("/api/v1/conversations/cnv_01M3250V00DQ7QAARH3C5SQTFE/timers"),
                HasSubstr("\"status\":401"));
}

}  // namespace
}  // namespace usher::test
