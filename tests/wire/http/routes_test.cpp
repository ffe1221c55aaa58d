// Goal: every route says who may call it, unknown addresses do not exist, and no pattern matches
// too much.
#include "hub/gateway/http/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace usher::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Rows nobody gave an auth class.
std::vector<std::string> unguarded(std::span<const Route> routes) {
    std::vector<std::string> out;
    for (const Route& route : routes) {
        if (route.auth == AuthClass::missing)
            out.push_back(std::string(route.method) + " " + std::string(route.pattern));
    }
    return out;
}

TEST(Routes, EveryRouteHasAnAuthClass) {
    EXPECT_THAT(unguarded(http_routes()), IsEmpty());
}

TEST(Routes, ARouteWithoutOneIsCaught) {
    const std::array planted{Route{"GET", "/a", AuthClass::everyone, Endpoint::home},
                             Route{.method = "POST", .pattern = "/b"}};
    EXPECT_THAT(unguarded(planted), ElementsAre("POST /b"));
}

TEST(Routes, DataOfPeopleNeedsALogIn) {
    for (const Route& route : http_routes()) {
        if (!route.pattern.starts_with("/api/") || route.endpoint == Endpoint::log_in) continue;
        EXPECT_TRUE(route.auth == AuthClass::agent || route.auth == AuthClass::admin)
            << route.pattern;
    }
}

TEST(Routes, WhatTheProtocolPagePromisesExists) {
    std::ifstream in(USHER_SOURCE_DIR "/docs/protocol.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    int rows = 0;
    for (const Route& route : http_routes()) {
        if (!route.pattern.starts_with("/api/")) continue;
        std::string shown(route.pattern);
        if (const auto at = shown.find("{}"); at != shown.npos) shown.replace(at, 2, "{id}");
        EXPECT_NE(page.find("`" + std::string(route.method) + " " + shown), page.npos) << shown;
        ++rows;
    }
    int promised = 0;
    for (auto at = page.find("` /api/v1"); at != page.npos; at = page.find(" /api/v1", at + 1))
        ++promised;
    for (const char* method :
         {"| `GET /api/v1", "| `POST /api/v1", "| `PUT /api/v1", "| `DELETE /api/v1",
          "| `PATCH /api/v1"}) {
        for (auto at = page.find(method); at != page.npos; at = page.find(method, at + 1))
            ++promised;
    }
    EXPECT_EQ(rows, promised);
}

TEST(Routes, MatchesSegmentsAndRests) {
    const auto found = [](std::string_view method, std::string_view path) {
        const auto match = match_route(http_routes(), method, path);
        return std::get_if<RouteFound>(&match) ? std::optional(std::get<RouteFound>(match))
                                               : std::nullopt;
    };
    EXPECT_THAT(found("GET", "/api/v1/conversations/cnv_1/events")->params, ElementsAre("cnv_1"));
    EXPECT_THAT(found("GET", "/console/")->params, ElementsAre(""));
    EXPECT_THAT(found("GET", "/console/a/b.js")->params, ElementsAre("a/b.js"));
    EXPECT_EQ(found("HEAD", "/healthz")->route->endpoint, Endpoint::healthz);
    for (const char* path :
         {"/api/v1/conversations//events", "/api/v1/conversations/a/b/events", "/consolex",
          "/api/v1/session/", "/api/v1", "", "//", "/API/v1/session", "/healthz/"}) {
        EXPECT_FALSE(found("GET", path)) << path;
    }
}

TEST(Routes, AnotherMethodNamesTheAllowedOnes) {
    const auto match = match_route(http_routes(), "PUT", "/api/v1/session");
    ASSERT_TRUE(std::holds_alternative<RouteOtherMethod>(match));
    EXPECT_EQ(std::get<RouteOtherMethod>(match).allow, "POST, GET, HEAD, DELETE");
}

}  // namespace
}  // namespace usher::gateway
