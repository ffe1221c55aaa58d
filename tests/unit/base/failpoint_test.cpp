// Goal: a fault that a test arranges happens once, at the place and passing that it names, and a
// misspelt arrangement is refused instead of testing nothing.
#include "hub/base/failpoint.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <set>

namespace usher {
namespace {

FailpointArms arms(std::string_view text) {
    return FailpointArms(FailpointArms::parse(text).value());
}

TEST(Failpoints, AnErrorHappensOnceAtItsPassingAndNowhereElse) {
    auto armed = arms("engine.append.after:error:3,store.commit.after:error");
    EXPECT_FALSE(armed.passes("engine.append.after"));
    EXPECT_FALSE(armed.passes("engine.append.before"));
    EXPECT_FALSE(armed.passes("engine.append.after"));
    EXPECT_TRUE(armed.passes("engine.append.after"));
    EXPECT_FALSE(armed.passes("engine.append.after"));
    EXPECT_TRUE(armed.passes("store.commit.after"));
}

TEST(Failpoints, ADelayStallsTheCallerAndThenGoesOn) {
    auto armed = arms("archive.read:delay");
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(armed.passes("archive.read"));
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(250));
}

TEST(Failpoints, AKillEndsTheProcessAndSaysWhereFirst) {
    EXPECT_EXIT(arms("archive.read:kill").passes("archive.read"), testing::KilledBySignal(SIGKILL),
                "failpoint archive.read kill");
}

TEST(Failpoints, WhatCannotBeReadIsNamed) {
    for (const auto* wrong :
         {"archive.reed:kill", "archive.read", "archive.read:crash", "archive.read:kill:0",
          "archive.read:kill:x", "archive.read:kill,", "archive.read:error:1:2"}) {
        const auto parsed = FailpointArms::parse(wrong);
        ASSERT_FALSE(parsed) << wrong;
        EXPECT_NE(parsed.error().text.find("--list-failpoints"), std::string::npos) << wrong;
    }
}

TEST(Failpoints, EachNameStandsInTheListOnce) {
    EXPECT_EQ(std::set(kFailpoints.begin(), kFailpoints.end()).size(), kFailpoints.size());
}

}  // namespace
}  // namespace usher
