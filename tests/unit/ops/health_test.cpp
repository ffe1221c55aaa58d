// Goal: the hub says it is ready only when everything it needs has said so, and what is wrong
// otherwise.
#include "hub/ops/health.hpp"

#include <gtest/gtest.h>

#include "hub/ops/build_info.hpp"

namespace usher::ops {
namespace {

TEST(Health, DeclaredButSilentIsNotReady) {
    Health health;
    EXPECT_TRUE(health.ready());
    health.declare("redis");
    EXPECT_FALSE(health.ready());
    health.report("redis", HealthState::ok, "");
    EXPECT_TRUE(health.ready());
}

TEST(Health, DegradedStillServesAndDownDoesNot) {
    Health health;
    health.report("redis", HealthState::ok, "");
    health.report("store", HealthState::degraded, "history is 3 minutes behind");
    EXPECT_TRUE(health.ready());
    health.report("redis", HealthState::down, "no answer from redis:6379 for 4 s");
    EXPECT_FALSE(health.ready());
    const auto checks = health.checks();
    ASSERT_EQ(checks.size(), 2U);
    EXPECT_EQ(checks[0].name, "redis");
    EXPECT_EQ(checks[0].sentence, "no answer from redis:6379 for 4 s");
    EXPECT_EQ(checks[1].state, HealthState::degraded);
}

TEST(Health, DrainingIsNotReady) {
    Health health;
    health.report("redis", HealthState::ok, "");
    health.set_draining(true);
    EXPECT_FALSE(health.ready());
    EXPECT_EQ(health.checks().back().name, "draining");
    health.set_draining(false);
    EXPECT_TRUE(health.ready());
}

TEST(BuildInfo, IsFilledIn) {
    EXPECT_FALSE(build_info().version.empty());
    EXPECT_FALSE(build_info().revision.empty());
    EXPECT_EQ(build_text().find("usher "), 0U);
}

}  // namespace
}  // namespace usher::ops
