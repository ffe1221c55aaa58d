// Goal: guessing passwords is slow from one place and for one person, and the tables cannot be made
// to grow.
#include "hub/gateway/http/login_limits.hpp"

#include <gtest/gtest.h>

namespace usher::gateway {
namespace {

constexpr Timestamp kNow{std::chrono::seconds(1'790'000'000)};

TEST(LoginLimits, OneAddressIsHeldBack) {
    LoginLimits limits(3, 100);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(limits.take("10.0.0.1", std::to_string(i), kNow));
    const auto wait = limits.take("10.0.0.1", "x", kNow);
    ASSERT_TRUE(wait);
    EXPECT_NEAR(static_cast<double>(wait->count()), 20'000, 1);
    EXPECT_FALSE(limits.take("10.0.0.2", "x", kNow));
    EXPECT_FALSE(limits.take("10.0.0.1", "x", kNow + *wait));
}

TEST(LoginLimits, OneEmailIsHeldBackWhateverItsCaseAndAddress) {
    LoginLimits limits(100, 2);
    EXPECT_FALSE(limits.take("10.0.0.1", "a@b.example", kNow));
    EXPECT_FALSE(limits.take("10.0.0.2", "A@b.EXAMPLE", kNow));
    EXPECT_TRUE(limits.take("10.0.0.3", "a@B.example", kNow));
    EXPECT_FALSE(limits.take("10.0.0.3", "other@b.example", kNow));
}

TEST(LoginLimits, ARefusedAddressDoesNotUseUpSomebodysEmail) {
    LoginLimits limits(1, 1);
    EXPECT_FALSE(limits.take("10.0.0.1", "x", kNow));
    EXPECT_TRUE(limits.take("10.0.0.1", "victim", kNow));
    EXPECT_FALSE(limits.take("10.0.0.2", "victim", kNow));
}

TEST(LoginLimits, AnIpv6NetworkIsOneClient) {
    EXPECT_EQ(client_network("2001:db8::1"), client_network("2001:db8::ffff:1"));
    EXPECT_NE(client_network("2001:db8::1"), client_network("2001:db8:0:1::1"));
    EXPECT_EQ(client_network("10.0.0.1"), "10.0.0.1");
}

TEST(BucketTable, IsBoundedAndForgetsTheLongestUnused) {
    BucketTable table({1, 0.001}, 3);
    for (const char* key : {"a", "b", "c"}) EXPECT_FALSE(table.take(key, kNow));
    EXPECT_TRUE(table.take("a", kNow));  // now used later than b
    EXPECT_FALSE(table.take("d", kNow));
    EXPECT_EQ(table.size(), 3U);
    EXPECT_TRUE(table.take("a", kNow));
    EXPECT_FALSE(table.take("b", kNow));
}

}  // namespace
}  // namespace usher::gateway
