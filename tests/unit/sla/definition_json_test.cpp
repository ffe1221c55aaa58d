// Goal: administrators write calendars and policies as JSON, read them back as they wrote them, and
// are told the place of a mistake.
#include <gtest/gtest.h>

#include "hub/wire/sla/definition_json.hpp"

namespace usher::test {
namespace {

const QueueId kSales{Bits128{1, 2}};

QueueId queue_of(const std::string& name) {
    return name == "Sales" ? kSales : QueueId();
}
std::string name_of(QueueId) {
    return "Sales";
}

std::string mistake(const std::string& json) {
    const auto read = wire::read_policy_definition("gold", json, queue_of);
    return read ? "" : read.error().path + ": " + read.error().reason;
}

TEST(DefinitionJson, APolicyComesBackAsItWasWritten) {
    const std::string written =
        R"({"name":"gold","calendar":"office","match":{"queues":["Sales"],"channels":["web"],)"
        R"("languages":["de"],"labels":["vip"],"hours":"open"},"targets":{"first_response":"1h30m",)"
        R"("resolution_total":"48h"},"pause":{"first_response":[],"resolution_total":["waiting_customer"]},)"
        R"("hide_only":["resolution_total"],"roll_to_next_open":true,)"
        R"("warnings":{"first_response":["75%","10m"]},"warning_calendar":"desk","queue_calendars":{"Sales":"night"}})";
    const auto policy = wire::read_policy_definition("gold", written, queue_of);
    ASSERT_TRUE(policy) << policy.error().path << policy.error().reason;
    EXPECT_EQ(boost::json::serialize(wire::policy_json(*policy, name_of)), written);
}

TEST(DefinitionJson, ACalendarComesBackAsItWasWritten) {
    const std::string written =
        R"({"time_zone":"Europe/Berlin","windows":{"mon":["09:00-12:00","13:00-24:00"]},)"
        R"("exceptions":[{"date":"2026-12-25","windows":[]}]})";
    const auto calendar = wire::read_calendar_definition("office", written);
    ASSERT_TRUE(calendar) << calendar.error().reason;
    EXPECT_GT(calendar->zone.changes.size(), 100U) << "the zone's rules come with it";
    EXPECT_EQ(boost::json::serialize(wire::calendar_json(*calendar)), written);
}

TEST(DefinitionJson, AMistakeIsNamedByItsPlace) {
    EXPECT_EQ(mistake(R"({"calendar":"office","targets":{},"match":{"queues":["Lamps"]}})"),
              "match.queues[0]: there is no queue \"Lamps\"");
    EXPECT_EQ(
        mistake(R"({"calendar":"office","targets":{"first_response":"1h"},)"
                R"("warnings":{"first_response":["soon"]}})"),
        "warnings.first_response[0]: a warning is expected, as 15m before or 75% of the time");
    EXPECT_EQ(mistake(R"({"calendar":"office","targets":{},"match":{"hours":"late"}})"),
              "match.hours: hours are open or closed");
    EXPECT_EQ(mistake(R"({"calendar":"office","targets":{},"colour":"red"})"),
              "colour: there is no such member");
    EXPECT_EQ(mistake(R"({"name":"silver","calendar":"office","targets":{}})"),
              "name: it is another one than the address says");
    EXPECT_EQ(mistake("[").substr(0, 14), "the document: ");
}

}  // namespace
}  // namespace usher::test
