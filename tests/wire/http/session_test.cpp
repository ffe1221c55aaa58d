// Goal: agents log in, stay logged in and log out by cookie; nobody else gets in, and nobody learns
// who exists.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/wire/http/http_world.hpp"

namespace usher::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

boost::json::object json(const Answer& answer) {
    return boost::json::parse(answer.body).as_object();
}
std::string text(const boost::json::value& value) {
    return std::string(value.as_string());
}

TEST(Session, LogInGivesACookieAndATicketOnce) {
    HttpWorld world;
    const auto answer = world.log_in();
    ASSERT_EQ(answer.status, 200);
    EXPECT_THAT(answer.header("set-cookie"),
                AllOf(HasSubstr("usher_session="), HasSubstr("HttpOnly"),
                      HasSubstr("SameSite=Strict"), HasSubstr("Path=/"), HasSubstr("Max-Age="),
                      Not(HasSubstr("Secure")), Not(HasSubstr("Domain"))));
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    const auto body = json(answer);
    EXPECT_EQ(text(body.at("agent").at("id")), world.agent.text());
    EXPECT_EQ(text(body.at("agent").at("email")), HttpWorld::kEmail);
    EXPECT_EQ(body.at("agent").at("role"), "agent");
    EXPECT_EQ(body.at("workspace").at("name"), "Lamps & Co");
    const std::string ticket(body.at("ticket").as_string());
    world.call([&] {
        const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
        const auto holder = world.tickets.redeem(ticket, now);
        ASSERT_TRUE(holder);
        EXPECT_EQ(holder->agent, world.agent);
        EXPECT_EQ(holder->workspace, world.workspace);
        EXPECT_FALSE(world.tickets.redeem(ticket, now));
    });
}

TEST(Session, TheCookieIsTheLogIn) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    const auto shown = world.get("/api/v1/session", cookie);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(json(shown).at("agent").at("display_name"), "Mara");
    EXPECT_FALSE(json(shown).contains("ticket"));
    const auto ticket = world.send("POST", "/api/v1/ticket", "", cookie);
    EXPECT_EQ(ticket.status, 200);
    EXPECT_FALSE(json(ticket).at("ticket").as_string().empty());
}

TEST(Session, LoggingOutEndsItAndItsSockets) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    const auto out = world.send("DELETE", "/api/v1/session", "", cookie);
    EXPECT_EQ(out.status, 204);
    EXPECT_THAT(out.header("set-cookie"),
                AllOf(HasSubstr("usher_session=;"), HasSubstr("Max-Age=0")));
    EXPECT_EQ(world.get("/api/v1/session", cookie).status, 401);
    world.call([&] { EXPECT_EQ(world.ended.size(), 1U); });
}

TEST(Session, WithoutALivingSessionNothingIsShown) {
    HttpWorld world;
    const std::string made_up = "Cookie: usher_session=" + std::string(43, 'A') + "\r\n";
    for (const std::string& headers :
         {std::string(), made_up, std::string("Cookie: usher_session=x\r\n")}) {
        for (const char* path : {"/api/v1/session", "/api/v1/search?q=lamp",
                                 "/api/v1/contacts/ctc_x", "/api/v1/conversations/cnv_x/events"}) {
            const auto answer = world.get(path, headers);
            EXPECT_EQ(answer.status, 401) << path;
            EXPECT_EQ(answer.header("content-type"), "application/problem+json");
        }
        EXPECT_EQ(world.send("POST", "/api/v1/ticket", "", headers).status, 401);
    }
}

TEST(Session, UnknownPeopleAndWrongPasswordsLookTheSame) {
    HttpWorld world;
    const auto wrong = world.log_in(HttpWorld::kEmail, "not the password");
    const auto unknown = world.log_in("nobody@example.org", "not the password");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(wrong.headers.size(), unknown.headers.size());
    EXPECT_EQ(wrong.header("set-cookie"), "");
}

TEST(Session, DisabledPeopleAreOut) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    ASSERT_TRUE(world.accounts().set_disabled(world.agent, true));
    EXPECT_EQ(world.get("/api/v1/session", cookie).status, 401);
    EXPECT_EQ(world.log_in().status, 401);
}

TEST(Session, GuessingIsSlowedDown) {
    WorldOptions options;
    options.http.sessions.login_per_email = 2;
    HttpWorld world(std::move(options));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(world.log_in("nobody@example.org", "guess").status, 401);
    const auto held = world.log_in("nobody@example.org", "guess");
    EXPECT_EQ(held.status, 429);
    EXPECT_EQ(held.header("retry-after"), "30");
    EXPECT_EQ(world.log_in().status, 200);
}

TEST(Session, BrokenBodiesAreRefusedWithASentence) {
    HttpWorld world;
    for (const char* body :
         {"", "{}", "[]", "nonsense", R"({"email":"a"})", R"({"email":1,"password":"x"})",
          R"({"email":"","password":""})", R"({"email":{"a":"b"},"password":"x"})"}) {
        const auto answer = world.send("POST", "/api/v1/session", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_EQ(answer.header("content-type"), "application/problem+json");
    }
    const auto large = world.log_in(HttpWorld::kEmail, std::string(2000, 'x'));
    EXPECT_EQ(large.status, 400);
    EXPECT_EQ(world.log_in(HttpWorld::kEmail, std::string(100'000, 'x')).status, 413);
}

TEST(Session, PagesOfOtherSitesCannotAct) {
    HttpWorld world;
    const std::string cookie = world.cookie();
    for (const char* headers :
         {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: https://hub.test\r\n",
          "Origin: http://hub.test.evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n",
          "Sec-Fetch-Site: same-site\r\n"}) {
        EXPECT_EQ(world.send("POST", "/api/v1/ticket", "", cookie + headers).status, 403)
            << headers;
        EXPECT_EQ(world.send("DELETE", "/api/v1/session", "", cookie + headers).status, 403)
            << headers;
        EXPECT_EQ(world.log_in(HttpWorld::kEmail, HttpWorld::kPassword, headers).status, 403)
            << headers;
    }
    EXPECT_EQ(world
                  .send("POST", "/api/v1/ticket", "",
                        cookie + "Origin: http://hub.test\r\nSec-Fetch-Site: same-origin\r\n")
                  .status,
              200);
}

TEST(Session, FormsCannotAct) {
    HttpWorld world;
    for (const char* type : {"Content-Type: text/plain\r\n",
                             "Content-Type: application/x-www-form-urlencoded\r\n", ""}) {
        const auto answer = world.ask(
            std::string("POST /api/v1/ticket HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n"
                        "Content-Length: 0\r\n") +
            world.cookie() + type + "\r\n");
        EXPECT_EQ(answer.status, 415) << type;
    }
}

TEST(Session, BehindHttpsTheCookieIsBoundToTheHost) {
    WorldOptions options;
    options.server.trusted_proxies = {"127.0.0.0/8"};
    options.http.own_origins = {"https://chat.example"};
    HttpWorld world(std::move(options));
    const std::string proxied =
        "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\nOrigin: "
        "https://chat.example\r\n";
    const auto answer = world.log_in(HttpWorld::kEmail, HttpWorld::kPassword, proxied);
    ASSERT_EQ(answer.status, 200);
    const std::string set = answer.header("set-cookie");
    EXPECT_THAT(
        set, AllOf(HasSubstr("__Host-usher_session="), HasSubstr("; Secure"), HasSubstr("Path=/")));
    EXPECT_THAT(answer.header("strict-transport-security"), HasSubstr("max-age="));
    const std::string cookie = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
    EXPECT_EQ(world.get("/api/v1/session", proxied + cookie).status, 200);
    // The same token under the name a plain page could set is not taken.
    std::string plain = cookie;
    plain.replace(plain.find("__Host-"), 7, "");
    EXPECT_EQ(world.get("/api/v1/session", proxied + plain).status, 401);
}

TEST(Session, ABurstOfLogInsIsAnsweredWhole) {
    HttpWorld world;
    constexpr int kClients = 60;
    std::vector<std::unique_ptr<RawTcp>> clients;
    const std::string body = R"({"email":"x@example.org","password":"guess"})";
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<RawTcp>(world.port()));
        clients.back()->send(
            "POST /api/v1/session HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::map<int, int> seen;
    for (auto& client : clients) {
        client->receive_end();
        ++seen[parse_answer(client->buffer()).status];
    }
    EXPECT_EQ(seen[401] + seen[429] + seen[503], kClients);
    EXPECT_EQ(world.get("/healthz").status, 200);
}

}  // namespace
}  // namespace usher::test
