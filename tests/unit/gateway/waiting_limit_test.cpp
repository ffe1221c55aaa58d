// Goal: under any load a gateway lets only so many commands wait as are decided in about a second,
// and more while no engine decides.
#include <gtest/gtest.h>

#include "hub/gateway/waiting_limit.hpp"

namespace usher::gateway {
namespace {

using namespace std::chrono_literals;
const Timestamp kBegin = from_ms(1'700'000'000'000);

struct WaitingLimitTest : testing::Test {
    /// So many are decided in each 10 ms, and so many wait meanwhile.
    void decide(std::size_t each, std::size_t waiting, std::chrono::milliseconds time) {
        for (auto left = time; left > 0ms; left -= 10ms) {
            now += 10ms;
            limit.decided(each, waiting, now);
        }
    }
    WaitingLimit limit;
    Timestamp now = kBegin;
};

TEST_F(WaitingLimitTest, ABurstBeforeAnythingWasMeasuredIsTaken) {
    EXPECT_TRUE(limit.admits(6'000, now));
    EXPECT_FALSE(limit.admits(WaitingLimit::kAtFirst, now)) << "bounded all the same";
}

TEST_F(WaitingLimitTest, WhatIsDecidedInASecondMayWait) {
    decide(20, 4'000, 2s);
    EXPECT_TRUE(limit.admits(1'900, now));
    EXPECT_FALSE(limit.admits(2'100, now));
}

TEST_F(WaitingLimitTest, ItFollowsWhatTheEngineIsAbleTo) {
    decide(20, 4'000, 2s);
    decide(60, 4'000, 3s);
    EXPECT_TRUE(limit.admits(5'500, now));
    decide(10, 4'000, 3s);
    EXPECT_FALSE(limit.admits(1'200, now));
}

TEST_F(WaitingLimitTest, AnEngineWithLittleToDoIsNotTakenForASlowOne) {
    decide(20, 4'000, 2s);
    decide(1, 3, 10s);
    EXPECT_TRUE(limit.admits(1'900, now));
}

TEST_F(WaitingLimitTest, AVerySlowEngineStillHasSomethingToDo) {
    decide(1, 4'000, 5s);
    EXPECT_TRUE(limit.admits(WaitingLimit::kAlways - 1, now));
    EXPECT_FALSE(limit.admits(WaitingLimit::kAlways, now));
}

TEST_F(WaitingLimitTest, MoreMayWaitWhileNoEngineDecides) {
    decide(20, 4'000, 2s);
    now += 3s;
    EXPECT_TRUE(limit.admits(7'500, now)) << "as many as would have been decided";
    EXPECT_FALSE(limit.admits(8'500, now));
    now += 1min;
    EXPECT_FALSE(limit.admits(12'500, now)) << "the next engine must be able to catch up";
    decide(20, 4'000, 500ms);
    EXPECT_FALSE(limit.admits(2'100, now));
    EXPECT_TRUE(limit.admits(1'900, now)) << "the silence was not measured";
}

TEST_F(WaitingLimitTest, AClockThatIsSetBackMeasuresNothing) {
    decide(20, 4'000, 2s);
    now -= 1h;
    decide(20, 4'000, 2s);
    EXPECT_TRUE(limit.admits(1'900, now));
    EXPECT_FALSE(limit.admits(2'100, now));
}

}  // namespace
}  // namespace usher::gateway
