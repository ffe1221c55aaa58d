// Goal: whatever goes wrong with a message, the books show it once and nothing else.
#include "hub/app/bench/tally.hpp"

#include <gtest/gtest.h>

namespace usher::bench {
namespace {

using enum Tally::Arrival;

TEST(Tally, AQuietRunHasNoFaults) {
    Tally tally(4);
    for (int round = 0; round < 100; ++round) {
        for (std::uint32_t lane = 0; lane < 4; ++lane) {
            const auto message = tally.send(Lane{lane});
            EXPECT_EQ(message.counter, static_cast<std::uint32_t>(round + 1));
            EXPECT_EQ(tally.arrived(message), first);
        }
    }
    EXPECT_EQ(tally.sent(), 400U);
    EXPECT_EQ(tally.received(), 400U);
    EXPECT_EQ(tally.outstanding() + tally.doubled() + tally.disordered() + tally.unknown(), 0U);
}

TEST(Tally, SeesALostMessage) {
    Tally tally(1);
    const auto a = tally.send(Lane{0});
    tally.send(Lane{0});
    const auto c = tally.send(Lane{0});
    tally.arrived(a);
    tally.arrived(c);
    EXPECT_EQ(tally.outstanding(), 1U);
    EXPECT_EQ(tally.disordered(), 0U) << "a hole is a loss, not a disorder";
}

TEST(Tally, SeesADoubledMessageAndDoesNotCountItTwice) {
    Tally tally(1);
    const auto a = tally.send(Lane{0});
    const auto b = tally.send(Lane{0});
    tally.arrived(a);
    tally.arrived(b);
    EXPECT_EQ(tally.arrived(a), doubled);
    EXPECT_EQ(tally.doubled(), 1U);
    EXPECT_EQ(tally.received(), 2U);
    EXPECT_EQ(tally.disordered(), 0U) << "a repeat is not a disorder too";
}

TEST(Tally, SeesDisorderWithinALaneOnly) {
    Tally tally(2);
    const auto a1 = tally.send(Lane{0});
    const auto b1 = tally.send(Lane{1});
    const auto a2 = tally.send(Lane{0});
    const auto a3 = tally.send(Lane{0});
    tally.arrived(a3);
    tally.arrived(b1);
    tally.arrived(a1);
    tally.arrived(a2);
    EXPECT_EQ(tally.disordered(), 2U);
    EXPECT_EQ(tally.outstanding(), 0U);
}

TEST(Tally, SeesWhatNobodySent) {
    Tally tally(1);
    const auto a = tally.send(Lane{0});
    EXPECT_EQ(tally.arrived({Lane{0}, a.counter + 1}), unknown);
    EXPECT_EQ(tally.arrived({Lane{0}, 0}), unknown);
    EXPECT_EQ(tally.arrived({Lane{7}, 1}), unknown);
    EXPECT_EQ(tally.unknown(), 3U);
    EXPECT_EQ(tally.received(), 0U);
    EXPECT_EQ(tally.outstanding(), 1U);
}

TEST(Tally, DoesNotMissWhatWasRejected) {
    Tally tally(1);
    const auto a = tally.send(Lane{0});
    EXPECT_TRUE(tally.rejected(a));
    EXPECT_FALSE(tally.rejected(a));
    EXPECT_EQ(tally.outstanding(), 0U);
    EXPECT_EQ(tally.rejections(), 1U);
    EXPECT_FALSE(tally.rejected({Lane{0}, 9}));
}

TEST(Tally, IsCompleteWhenArrivedAndSettledInAnyOrder) {
    Tally tally(1);
    const auto a = tally.send(Lane{0});
    EXPECT_TRUE(tally.settled(a));
    EXPECT_FALSE(tally.complete(a, true));
    tally.arrived(a);
    EXPECT_TRUE(tally.complete(a, true));
    EXPECT_FALSE(tally.settled(a)) << "told once before";

    const auto b = tally.send(Lane{0});
    tally.arrived(b);
    EXPECT_TRUE(tally.complete(b, false));
    EXPECT_FALSE(tally.complete(b, true));
}

}  // namespace
}  // namespace usher::bench
