// Goal: only an origin that equals an allowed one in scheme, host and port passes; look-alikes
// never do.
#include "hub/net/origin.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace usher::net {
namespace {

const std::vector<std::string> kAllowed{"https://shop.example", "http://localhost:3000",
                                        "https://[2001:db8::1]:8443"};

bool allowed(std::string_view origin) {
    return origin_allowed(origin, {.allowed = kAllowed});
}

TEST(Origin, EqualOnesPass) {
    EXPECT_TRUE(allowed("https://shop.example"));
    EXPECT_TRUE(allowed("https://shop.example:443"));
    EXPECT_TRUE(allowed("HTTPS://SHOP.EXAMPLE"));
    EXPECT_TRUE(allowed("http://localhost:3000"));
    EXPECT_TRUE(allowed("https://[2001:DB8::1]:8443"));
}

TEST(Origin, LookAlikesAreRefused) {
    for (const auto* origin : {"https://shop.example.evil.example",
                               "https://evilshop.example",
                               "https://shop.example.",
                               "https://shop.exampl",
                               "https://www.shop.example",
                               "http://shop.example",
                               "https://shop.example:8443",
                               "https://shop.example:0443x",
                               "https://shop.example:",
                               "https://shop.example:99999",
                               "https://shop.example/",
                               "https://shop.example/path",
                               "https://shop.example@evil.example",
                               "https://evil.example#https://shop.example",
                               "https://evil.example?https://shop.example",
                               "https:/shop.example",
                               "shop.example",
                               "://x",
                               "https://",
                               "http://localhost",
                               "http://localhost:30000",
                               "https://shop.example ",
                               "https://shop.example,https://evil.example",
                               "https://sh\xc3\xb6p.example",
                               "file://"}) {
        EXPECT_FALSE(allowed(origin)) << origin;
    }
}

TEST(Origin, MissingAndNullAreRefusedUnlessSaid) {
    EXPECT_FALSE(allowed(""));
    EXPECT_FALSE(allowed("null"));
    EXPECT_TRUE(origin_allowed("", {.allowed = kAllowed, .allow_missing = true}));
    EXPECT_TRUE(origin_allowed("null", {.allowed = kAllowed, .allow_null = true}));
    EXPECT_FALSE(origin_allowed("null", {.allowed = kAllowed, .allow_missing = true}));
}

TEST(Origin, TheStarAllowsOriginsButNotNull) {
    const std::vector<std::string> any{"*"};
    EXPECT_TRUE(origin_allowed("https://anything.example", {.allowed = any}));
    EXPECT_FALSE(origin_allowed("null", {.allowed = any}));
    EXPECT_FALSE(origin_allowed("nonsense", {.allowed = any}));
}

TEST(Origin, AnEmptyListAllowsNothing) {
    EXPECT_FALSE(origin_allowed("https://shop.example", {.allowed = {}}));
}

}  // namespace
}  // namespace usher::net
