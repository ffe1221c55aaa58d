// Goal: the client's address is the nearest hop that no trusted proxy vouches beyond, however much
// an attacker writes into the header.
#include "hub/net/forwarded.hpp"

#include <gtest/gtest.h>

namespace usher::net {
namespace {

TrustedProxies trusting(const std::vector<std::string>& entries) {
    auto parsed = TrustedProxies::parse(entries);
    EXPECT_TRUE(parsed) << parsed.error().text;
    return *parsed;
}

TEST(TrustedProxies, BlocksMatchByPrefix) {
    const auto trusted = trusting({"10.1.0.0/20", "192.0.2.7", "2001:db8::/33"});
    const auto has = [&](std::string_view text) { return trusted.contains(*parse_ip(text)); };
    EXPECT_TRUE(has("10.1.0.1"));
    EXPECT_TRUE(has("10.1.15.255"));
    EXPECT_FALSE(has("10.1.16.0"));
    EXPECT_TRUE(has("192.0.2.7"));
    EXPECT_FALSE(has("192.0.2.8"));
    EXPECT_TRUE(has("::ffff:10.1.0.1"));
    EXPECT_TRUE(has("2001:db8:7fff::1"));
    EXPECT_FALSE(has("2001:db8:8000::1"));
    EXPECT_TRUE(trusting({"0.0.0.0/0"}).contains(*parse_ip("8.8.8.8")));
}

TEST(TrustedProxies, WrongEntriesAreNamed) {
    for (const auto* entry : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129",
                              "10.0.0/8", "10.0.0.0/-1"}) {
        const auto parsed = TrustedProxies::parse({entry});
        ASSERT_FALSE(parsed) << entry;
        EXPECT_TRUE(parsed.error().text.contains("'" + std::string(entry) + "'"));
    }
}

TEST(FindClient, UntrustedPeersAreTheClientWhateverTheySay) {
    const auto client = find_client(
        "203.0.113.9", false, {{"x-forwarded-for", "1.1.1.1"}, {"x-forwarded-proto", "https"}},
        trusting({"10.0.0.0/8"}));
    EXPECT_EQ(client.address, "203.0.113.9");
    EXPECT_FALSE(client.secure);
}

TEST(FindClient, TheNearestUntrustedHopIsTheClient) {
    const auto trusted = trusting({"10.0.0.0/8"});
    const auto of = [&](HttpHeaders headers) {
        return find_client("10.0.0.1", false, headers, trusted).address;
    };
    EXPECT_EQ(of({{"x-forwarded-for", "198.51.100.4"}}), "198.51.100.4");
    EXPECT_EQ(of({{"x-forwarded-for", "6.6.6.6, 198.51.100.4"}}), "198.51.100.4");
    EXPECT_EQ(of({{"x-forwarded-for", "198.51.100.4, 10.0.0.2"}}), "198.51.100.4");
    EXPECT_EQ(of({{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-for", "198.51.100.4"}}),
              "198.51.100.4");
    EXPECT_EQ(of({{"x-forwarded-for", "198.51.100.4:4711"}}), "198.51.100.4");
    EXPECT_EQ(of({{"x-forwarded-for", "[2001:db8::5]:4711"}}), "2001:db8::5");
    EXPECT_EQ(of({{"x-forwarded-for", "2001:db8::5"}}), "2001:db8::5");
    EXPECT_EQ(of({}), "10.0.0.1");
    EXPECT_EQ(of({{"x-forwarded-for", "6.6.6.6, <script>, 10.0.0.2"}}), "10.0.0.2");
    EXPECT_EQ(of({{"x-forwarded-for", "unknown"}}), "10.0.0.1");
}

TEST(FindClient, TheProtocolIsTheNearestProxys) {
    const auto trusted = trusting({"::1"});
    EXPECT_TRUE(find_client("::1", false, {{"x-forwarded-proto", "HTTPS"}}, trusted).secure);
    EXPECT_FALSE(find_client("::1", false, {{"x-forwarded-proto", "https, http"}}, trusted).secure);
    EXPECT_TRUE(find_client("::1", true, {}, trusted).secure);
}

}  // namespace
}  // namespace usher::net
