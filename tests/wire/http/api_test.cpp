// Goal: the rest of the HTTP surface does what docs/protocol.md promises: history, search, health,
// metrics, upgrades, refusals, and the headers that protect browsers on every one of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/wire/http/http_world.hpp"

namespace usher::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

boost::json::object json(const Answer& answer) {
    return boost::json::parse(answer.body).as_object();
}
std::string text(const boost::json::value& value) {
    return std::string(value.as_string());
}

TEST(HttpApi, UnknownAddressesAndMethodsAreProblems) {
    HttpWorld world;
    const auto unknown = world.get("/nothing");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(unknown.header("content-type"), "application/problem+json");
    EXPECT_EQ(json(unknown).at("status"), 404);
    EXPECT_EQ(json(unknown).at("title"), "Not Found");
    EXPECT_EQ(json(unknown).at("type"), "urn:usher:problem:not_found");
    const auto method = world.send("PUT", "/api/v1/session", "{}");
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.header("allow"), "POST, GET, HEAD, DELETE");
    EXPECT_EQ(world.send("POST", "/console/", "{}").status, 405);
}

TEST(HttpApi, EveryAnswerCarriesTheProtectingHeaders) {
    HttpWorld world;
    for (const char* path : {"/", "/console/", "/widget.js", "/healthz", "/readyz", "/metrics",
                             "/nothing", "/api/v1/session", "/ws/customer", "/shop/"}) {
        const auto answer = world.get(path);
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff") << path;
        EXPECT_NE(answer.header("referrer-policy"), "") << path;
        EXPECT_NE(answer.header("content-security-policy"), "") << path;
        EXPECT_EQ(answer.headers.count("content-security-policy"), 1U) << path;
    }
    const auto policy = world.get("/console/").header("content-security-policy");
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
    EXPECT_EQ(world.get("/console/").header("x-frame-options"), "DENY");
    EXPECT_EQ(world.get("/api/v1/session").header("access-control-allow-origin"), "");
}

TEST(HttpApi, HealthAlwaysAnswersAndReadinessSaysWhy) {
    HttpWorld world;
    world.health.report("redis", ops::HealthState::ok, "");
    world.health.report("store", ops::HealthState::ok, "");
    EXPECT_EQ(world.get("/readyz").status, 200);
    world.health.report("redis", ops::HealthState::down, "no answer for 4 s");
    const auto answer = world.get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "redis: down, no answer for 4 s\nstore: ok\nnot ready\n");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(world.get("/healthz").status, 200);
}

TEST(HttpApi, MetricsAreForThisMachineAndConfiguredNetworks) {
    WorldOptions options;
    options.server.trusted_proxies = {"127.0.0.0/8"};
    options.http.metrics_allowed = net::TrustedProxies::parse({"192.0.2.0/24"}).value();
    HttpWorld world(std::move(options));
    const auto near = world.get("/metrics");
    EXPECT_EQ(near.status, 200);
    EXPECT_THAT(near.header("content-type"), HasSubstr("text/plain; version=0.0.4"));
    EXPECT_THAT(near.body, HasSubstr("# TYPE usher_http_answers_total counter"));
    EXPECT_EQ(world.get("/metrics", "X-Forwarded-For: 203.0.113.9\r\n").status, 403);
    EXPECT_EQ(world.get("/metrics", "X-Forwarded-For: 192.0.2.77\r\n").status, 200);
    // A proxy on this machine that forgets to say for whom it asks must not open it.
    EXPECT_EQ(world.get("/metrics", "X-Forwarded-For: 127.0.0.1\r\n").status, 403);
    EXPECT_EQ(world.get("/metrics", "Via: 1.1 proxy\r\n").status, 403);
}

TEST(HttpApi, AConversationsEventsComeInPages) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    const std::string id = world.story.conversation("ada").id.text();
    const auto newest = world.get("/api/v1/conversations/" + id + "/events?limit=2", cookie);
    ASSERT_EQ(newest.status, 200);
    const auto page = json(newest);
    ASSERT_EQ(page.at("events").as_array().size(), 2U);
    EXPECT_EQ(page.at("complete"), false);
    EXPECT_THAT(newest.body, HasSubstr("She asked before."));
    const auto& first = page.at("events").as_array().front().as_object();
    EXPECT_EQ(text(first.at("conversationId")), id);
    const std::string before(first.at("seq").as_string());
    const auto older =
        json(world.get("/api/v1/conversations/" + id + "/events?before=" + before, cookie));
    EXPECT_EQ(older.at("complete"), true);
    EXPECT_EQ(older.at("events").as_array().back().at("seq").as_string(),
              std::to_string(std::stoi(before) - 1));
}

TEST(HttpApi, HistoryRefusesNonsenseAndForeignConversations) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    const std::string id = world.story.conversation("ada").id.text();
    EXPECT_EQ(world.get("/api/v1/conversations/" + id + "/events?limit=x", cookie).status, 400);
    EXPECT_EQ(world.get("/api/v1/conversations/" + id + "/events?before=-1", cookie).status, 400);
    EXPECT_EQ(world.get("/api/v1/conversations/cnv_nonsense/events", cookie).status, 404);
    const auto other = ConversationId::make(from_ms(1), Entropy{9}).text();
    EXPECT_EQ(world.get("/api/v1/conversations/" + other + "/events", cookie).status, 404);
}

TEST(HttpApi, AnotherWorkspacesPeopleSeeNothing) {
    HttpWorld world;
    const auto workspace = WorkspaceId::make(from_ms(1), Entropy{7});
    ASSERT_TRUE(world.accounts().add({.workspace = workspace,
                                      .agent = AgentId::make(from_ms(1), Entropy{8}),
                                      .email = "eve@other.example",
                                      .display_name = "Eve",
                                      .role = core::AgentRole::admin,
                                      .capacity = 1,
                                      .queues = {},
                                      .password = "eves password"}));
    const std::string set = world.log_in("eve@other.example", "eves password").header("set-cookie");
    const std::string cookie = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
    ASSERT_EQ(world.get("/api/v1/session", cookie).status, 200);
    const std::string conversation = world.story.conversation("ada").id.text();
    EXPECT_EQ(world.get("/api/v1/conversations/" + conversation + "/events", cookie).status, 404);
    EXPECT_EQ(world.get("/api/v1/contacts/" + world.story.contact("ada").text(), cookie).status,
              404);
    EXPECT_EQ(world.get("/api/v1/search?q=lamp", cookie).body, R"({"hits":[]})");
}

TEST(HttpApi, AContactComesWithItsConversations) {
    HttpWorld world;
    const auto answer =
        world.get("/api/v1/contacts/" + world.story.contact("ada").text(), world.cookie());
    ASSERT_EQ(answer.status, 200);
    const auto body = json(answer);
    EXPECT_EQ(text(body.at("contact").at("id")), world.story.contact("ada").text());
    ASSERT_EQ(body.at("conversations").as_array().size(), 1U);
    const auto& conversation = body.at("conversations").as_array()[0].as_object();
    EXPECT_EQ(text(conversation.at("id")), world.story.conversation("ada").id.text());
    EXPECT_EQ(conversation.at("status"), "open");
    EXPECT_EQ(text(conversation.at("assignee_id")), world.agent.text());
}

TEST(HttpApi, SearchFindsAndMarksWords) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    const auto answer = world.get("/api/v1/search?q=blue+LAMP", cookie);
    ASSERT_EQ(answer.status, 200);
    const auto hits = json(answer).at("hits").as_array();
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(text(hits[0].at("conversation_id")), world.story.conversation("ada").id.text());
    EXPECT_EQ(hits[0].at("author_role"), "contact");
    EXPECT_THAT(std::string(hits[0].at("snippet").as_string()), HasSubstr("\uE000lamp\uE001"));
    EXPECT_EQ(json(world.get("/api/v1/search?q=zeppelin", cookie)).at("hits").as_array().size(),
              0U);
    EXPECT_EQ(world.get("/api/v1/search", cookie).status, 400);
    EXPECT_EQ(world.get("/api/v1/search?q=" + std::string(300, 'x'), cookie).status, 400);
    EXPECT_EQ(world.get("/api/v1/search?q=%22%20OR%201=1%20--", cookie).status, 200);
}

Answer upgrade(HttpWorld& world, const std::string& path) {
    return world.ask(
        "GET " + path +
        " HTTP/1.1\r\nHost: hub.test\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

TEST(HttpApi, UpgradesGoToTheirSocketAndEchoOnlyInDebugMode) {
    HttpWorld world;
    EXPECT_EQ(upgrade(world, "/ws/customer").body, "customer");
    EXPECT_EQ(upgrade(world, "/ws/agent").body, "agent");
    EXPECT_EQ(upgrade(world, "/ws/agent").header("x-content-type-options"), "nosniff");
    EXPECT_EQ(upgrade(world, "/ws/echo").status, 404);
    EXPECT_EQ(upgrade(world, "/console/").status, 404);
    const auto plain = world.get("/ws/customer");
    EXPECT_EQ(plain.status, 426);
    EXPECT_EQ(plain.header("upgrade"), "websocket");
    WorldOptions options;
    options.echo = true;
    HttpWorld debug(std::move(options));
    EXPECT_EQ(upgrade(debug, "/ws/echo").body, "echo");
}

TEST(HttpApi, ANodeWithoutAGatewayShowsItsHealthAndNothingElse) {
    WorldOptions options;
    options.http.operations_only = true;
    HttpWorld world(std::move(options));
    EXPECT_EQ(world.get("/healthz").status, 200);
    EXPECT_EQ(world.get("/metrics").status, 200);
    EXPECT_EQ(world.get("/console/").status, 404);
    EXPECT_EQ(world.get("/api/v1/session").status, 404);
    EXPECT_EQ(upgrade(world, "/ws/customer").status, 404);
    EXPECT_EQ(upgrade(world, "/ws/agent").status, 404);
}

TEST(HttpApi, AnswersAreCounted) {
    HttpWorld world;
    world.get("/nothing");
    world.get("/healthz");
    const std::string text = world.metrics.render();
    EXPECT_THAT(text, HasSubstr("usher_http_answers_total{class=\"4xx\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("usher_http_answers_total{class=\"2xx\"} 1\n"));
}

}  // namespace
}  // namespace usher::test
