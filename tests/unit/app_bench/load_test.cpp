// Goal: a server that loses, doubles, reorders or damages messages is found out by a run, and a
// good one is not accused. The faults are planted in a dialect that delivers within send().
#include "hub/app/bench/load.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "hub/app/bench/report.hpp"

namespace usher::bench {
namespace {

class PlantedFaults final : public Dialect {
  public:
    std::uint64_t nth = 0;
    std::uint64_t lose_nth = 0;
    std::uint64_t double_nth = 0;
    std::uint64_t swap_nth = 0;
    std::uint64_t cut_nth = 0;
    std::uint64_t reject_nth = 0;

    Result<void> set_up(Fleet&) override { return {}; }
    Result<void> set_up_idle(Fleet&) override { return {}; }
    bool settles() const override { return false; }
    const DialectNotes& notes() const override { return notes_; }
    void on_open(ConnectionId) override {}
    void on_message(ConnectionId, std::string_view) override {}

    void send(MessageRef message, std::string_view text) override {
        ++nth;
        if (nth == reject_nth) return observer_->on_rejected(message, "too_fast", 0);
        if (nth == lose_nth) return;
        if (nth == swap_nth) {
            held_lane_ = message.lane;
            held_ = text;
            return;
        }
        deliver(nth == cut_nth ? text.substr(0, text.size() - 1) : text);
        if (nth == double_nth) deliver(text);
        if (!held_.empty() && message.lane == held_lane_) deliver(std::exchange(held_, {}));
    }

  private:
    void deliver(std::string_view text) { observer_->on_delivered(*read_marker(text), text); }
    Lane held_lane_;
    std::string held_;
    DialectNotes notes_;
};

class LoadTest : public testing::Test {
  protected:
    Findings& run() {
        load.run();
        return load.findings();
    }
    BenchOptions options{.demo_path = {},
                         .floor_address = "unused",
                         .customers = 1,
                         .agents = 1,
                         .rate_per_s = 20'000,
                         .warmup_s = 0.02,
                         .seconds = 0.1,
                         .drain_s = 0.05};
    Fleet fleet;
    PlantedFaults dialect;
    Processes processes{0};
    Load load{options, fleet, dialect, processes, 5};
};

TEST_F(LoadTest, AGoodServerIsFaultless) {
    const auto& found = run();
    EXPECT_GT(found.sent, 100U);
    EXPECT_GT(found.tally.sent(), found.sent) << "the warm-up is counted too";
    EXPECT_EQ(found.tally.received(), found.tally.sent());
    EXPECT_TRUE(found.faultless());
    EXPECT_EQ(found.to_agent_ns.count() + found.to_customer_ns.count(), found.sent);
}

TEST_F(LoadTest, ALostMessageIsMissedAfterTheDrain) {
    dialect.lose_nth = 50;
    const auto& found = run();
    EXPECT_EQ(found.tally.outstanding(), 1U);
    EXPECT_FALSE(found.faultless());
}

TEST_F(LoadTest, ADoubledMessageIsSeen) {
    dialect.double_nth = 50;
    const auto& found = run();
    EXPECT_EQ(found.tally.doubled(), 1U);
    EXPECT_EQ(found.tally.received(), found.tally.sent());
    EXPECT_FALSE(found.faultless());
}

TEST_F(LoadTest, AnOvertakenMessageIsSeen) {
    dialect.swap_nth = 50;
    const auto& found = run();
    EXPECT_EQ(found.tally.disordered(), 1U);
    EXPECT_EQ(found.tally.received(), found.tally.sent());
    EXPECT_FALSE(found.faultless());
}

TEST_F(LoadTest, ADamagedMessageIsSeen) {
    dialect.cut_nth = 50;
    EXPECT_EQ(run().damaged, 1U);
    EXPECT_FALSE(load.findings().faultless());
}

TEST_F(LoadTest, ARejectedMessageIsCountedAndNotMissed) {
    dialect.reject_nth = 50;
    const auto& found = run();
    EXPECT_EQ(found.tally.rejections(), 1U);
    EXPECT_EQ(found.tally.received() + 1, found.tally.sent());
    EXPECT_TRUE(found.faultless());
}

TEST_F(LoadTest, TheReportTellsTheFaultsInOneJsonObject) {
    dialect.lose_nth = 40;
    dialect.double_nth = 50;
    const auto& found = run();
    const auto json = report_json(options, found, dialect.notes());
    EXPECT_TRUE(
        json.starts_with("{\"sent\":" + std::to_string(found.tally.sent()) + ",\"received\":"));
    EXPECT_NE(json.find(R"("lost":1,"doubled":1,"disordered":0,"throughput_per_s":)"),
              std::string::npos);
    EXPECT_NE(json.find(R"("cpu_seconds_per_1000":{"usher":null,"redis":null})"),
              std::string::npos);
    EXPECT_EQ(json.find("bytes_per_idle"), std::string::npos);
    EXPECT_EQ(json.find('\n'), std::string::npos);
}

class ClosedLoopTest : public LoadTest {
  protected:
    ClosedLoopTest() {
        options.saturate = true;
        options.in_flight = 2;  // one per lane of the one conversation
        options.seconds = 0.02;
    }
};

TEST_F(ClosedLoopTest, UsesEachSlotAgainWhenItsMessageArrived) {
    const auto& found = run();
    EXPECT_GT(found.tally.sent(), 2U);
    EXPECT_TRUE(found.faultless());
}

TEST_F(ClosedLoopTest, ALostMessageCostsItsSlotOnly) {
    dialect.lose_nth = 1;
    const auto& found = run();
    EXPECT_EQ(found.tally.outstanding(), 1U);
    EXPECT_GT(found.tally.received(), 2U);
}

}  // namespace
}  // namespace usher::bench
