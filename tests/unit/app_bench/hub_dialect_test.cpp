// Goal: the dialect does what docs/protocol.md asks of a client, in that order, and tells
// deliveries, echoes and repeats apart.
#include "hub/app/bench/hub_dialect.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app_bench/recorded_outbox.hpp"

namespace usher::bench {
namespace {

constexpr RunId kRun = 77;
constexpr ConnectionId kAgent = 0;
constexpr ConnectionId kCustomer = 1;

std::string id_of(MessageRef message, RunId run = kRun) {
    return command_id(1'700'000'000'000, run, message);
}
std::string text_of(MessageRef message) {
    std::string text;
    append_marker(text, {.run = kRun, .message = message, .scheduled_ns = 1});
    return text + " hello";
}

class HubDialectTest : public testing::Test, public Observer {
  protected:
    HubDialectTest() {
        dialect.report_to(this);
        dialect.add_agent(kAgent, "tck");
        dialect.add_customer(kCustomer);
    }
    void bring_to_work() {
        dialect.on_open(kAgent);
        dialect.on_message(kAgent, batch(1, field(1, "agt_1")) + batch(14, ""));
        dialect.on_open(kCustomer);
        dialect.on_message(kCustomer, batch(1, field(2, "ctc_1")));
        dialect.on_message(kCustomer, batch(6, field(1, "cnv_1")));
        dialect.take_over(0);
        dialect.on_message(kAgent, message_event("cnv_1", 0, 3, "", "first words"));
        dialect.on_message(kAgent, batch(13, field(1, id_of({Lane::of(0, Towards::customer), 0}))));
        outbox.sent.clear();
    }
    void on_delivered(const Marker& marker, std::string_view) override {
        delivered.push_back(marker.message);
    }
    void on_settled(MessageRef message) override { settled.push_back(message); }
    void on_rejected(MessageRef message, std::string_view code, std::uint32_t retry_ms) override {
        rejected.push_back(message);
        rejected_with = std::string(code) + " " + std::to_string(retry_ms);
    }

    BenchOptions options{.demo_path = "unused", .floor_address = {}, .customers = 1, .agents = 1};
    RecordedOutbox outbox;
    HubDialect dialect{options, outbox, DemoFile{{}, "site_demo", {}}, kRun};
    std::vector<MessageRef> delivered;
    std::vector<MessageRef> settled;
    std::vector<MessageRef> rejected;
    std::string rejected_with;
    const MessageRef from_customer{Lane::of(0, Towards::agent), 1};
    const MessageRef from_agent{Lane::of(0, Towards::customer), 1};
};

TEST_F(HubDialectTest, SaysHelloOpensTheConversationAndTakesItOver) {
    dialect.on_open(kAgent);
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_NE(outbox.sent[0].second.find("tck"), std::string::npos);
    dialect.on_message(kAgent, batch(1, field(1, "agt_1")));
    EXPECT_EQ(dialect.agents_ready(), 0U) << "a welcome is not yet the end of the catch-up";
    dialect.on_message(kAgent, batch(14, field(1, 9U)));
    EXPECT_EQ(dialect.agents_ready(), 1U);

    dialect.on_open(kCustomer);
    EXPECT_NE(outbox.sent.back().second.find("site_demo"), std::string::npos);
    dialect.on_message(kCustomer, batch(1, field(2, "ctc_1")));
    EXPECT_EQ(outbox.sent.back().first, kCustomer);
    EXPECT_NE(outbox.sent.back().second.find("anybody"), std::string::npos);
    EXPECT_EQ(dialect.customers_ready(), 0U);
    dialect.on_message(kCustomer, batch(6, field(1, "cnv_1")));
    EXPECT_EQ(dialect.customers_ready(), 1U);

    dialect.take_over(0);
    EXPECT_EQ(outbox.sent.back().first, kAgent);
    dialect.on_message(kAgent, message_event("cnv_1", 0, 3, "", "first words"));
    EXPECT_EQ(dialect.conversations_ready(), 0U) << "watched, but the assignment is open";
    dialect.on_message(kAgent, batch(13, field(1, id_of({Lane::of(0, Towards::customer), 0}))));
    EXPECT_EQ(dialect.conversations_ready(), 1U);
    EXPECT_TRUE(delivered.empty());
}

TEST_F(HubDialectTest, AnAssignmentSomebodyElseHasIsGoodEnough) {
    dialect.on_message(kAgent, batch(1, field(1, "agt_1")) + batch(14, ""));
    dialect.on_message(kCustomer, batch(6, field(1, "cnv_1")));
    dialect.take_over(0);
    const auto id = id_of({Lane::of(0, Towards::customer), 0});
    dialect.on_message(kAgent, batch(4, field(1, id) + field(2, "already_taken")));
    dialect.on_message(kAgent, message_event("cnv_1", 0, 3, "", "first words"));
    EXPECT_EQ(dialect.conversations_ready(), 1U);
    EXPECT_EQ(dialect.notes().assign_refused, 1U);
    EXPECT_TRUE(dialect.notes().problem.empty());
}

TEST_F(HubDialectTest, TellsDeliveriesFromEchoesOnBothSides) {
    bring_to_work();
    const auto up = message_event("cnv_1", 3, 4, id_of(from_customer), text_of(from_customer));
    dialect.on_message(kAgent, up);
    EXPECT_EQ(delivered, (std::vector{from_customer}));
    EXPECT_TRUE(settled.empty());
    dialect.on_message(kCustomer, up);
    EXPECT_EQ(delivered.size(), 1U);
    EXPECT_EQ(settled, (std::vector{from_customer}));

    const auto down = message_event("cnv_1", 4, 5, id_of(from_agent), text_of(from_agent));
    dialect.on_message(kAgent, down);
    dialect.on_message(kCustomer, down);
    EXPECT_EQ(delivered, (std::vector{from_customer, from_agent}));
    EXPECT_EQ(settled, (std::vector{from_customer, from_agent}));
    EXPECT_EQ(dialect.notes().gaps + dialect.notes().resent, 0U);
}

TEST_F(HubDialectTest, DropsWhatItHoldsAndSeesGaps) {
    bring_to_work();
    const auto up = message_event("cnv_1", 3, 4, id_of(from_customer), text_of(from_customer));
    dialect.on_message(kAgent, up);
    dialect.on_message(kAgent, up);
    EXPECT_EQ(delivered.size(), 1U) << "the protocol lets the hub send it again";
    EXPECT_EQ(dialect.notes().resent, 1U);
    dialect.on_message(kAgent,
                       message_event("cnv_1", 6, 7, id_of(from_customer), text_of(from_customer)));
    EXPECT_EQ(delivered.size(), 2U) << "stored twice is a fault, and the load must see it";
    EXPECT_EQ(dialect.notes().gaps, 1U);
}

TEST_F(HubDialectTest, IgnoresOtherRunsAndUnwatchedConversations) {
    bring_to_work();
    std::string old;
    append_marker(old, {.run = kRun + 1, .message = from_customer, .scheduled_ns = 1});
    dialect.on_message(kAgent, message_event("cnv_1", 3, 4, id_of(from_customer, kRun + 1), old));
    dialect.on_message(kAgent, message_event("cnv_9", 3, 4, "", text_of(from_customer)));
    EXPECT_TRUE(delivered.empty());
}

TEST_F(HubDialectTest, PassesRejectionsOnAndStopsWhenTheFirstMessageIsRejected) {
    bring_to_work();
    dialect.on_message(kCustomer, batch(4, field(1, id_of(from_customer)) + field(2, "too_fast") +
                                               field(4, 1500U)));
    EXPECT_EQ(rejected, (std::vector{from_customer}));
    EXPECT_EQ(rejected_with, "too_fast 1500");
    EXPECT_TRUE(dialect.notes().problem.empty());
    const auto opening = id_of({Lane::of(0, Towards::agent), 0});
    dialect.on_message(kCustomer, batch(4, field(1, opening) + field(2, "unavailable")));
    EXPECT_NE(dialect.notes().problem.find("unavailable"), std::string::npos);
}

TEST_F(HubDialectTest, SendsEachDirectionOnItsOwnConnection) {
    bring_to_work();
    dialect.send(from_customer, "up");
    dialect.send(from_agent, "down");
    ASSERT_EQ(outbox.sent.size(), 2U);
    EXPECT_EQ(outbox.sent[0].first, kCustomer);
    EXPECT_EQ(outbox.sent[1].first, kAgent);
    EXPECT_NE(outbox.sent[1].second.find("cnv_1"), std::string::npos);
}

TEST_F(HubDialectTest, CallsGarbageByItsName) {
    dialect.on_message(kCustomer, "\xff\xff");
    EXPECT_FALSE(dialect.notes().problem.empty());
}

}  // namespace
}  // namespace usher::bench
