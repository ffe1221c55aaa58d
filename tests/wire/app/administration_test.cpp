// Goal: an administrator runs the place over HTTP: what he makes and changes holds at once, is
// written down with his name, and nobody else can; whoever he sends away is out.
#include <boost/json.hpp>

#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Told {
    int status = 0;
    boost::json::object body;
    std::string text(const char* name) const {
        const auto* value = body.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
    }
};

class AdministrationOverHttp : public testing::Test {
  protected:
    void SetUp() override {
        hub.add_account();
        hub.start();
        log_in("mia", "mia@example.com", "correct horse");
    }
    /// As this person, whose cookies are kept.
    Told ask(const std::string& who, const std::string& method, const std::string& where,
             const std::string& body = {}, const std::string& more = {}) const {
        const auto jar = hub.path("cookies-" + who);
        auto command = "curl -sS -m 20 -b " + jar + " -c " + jar + " -X " + method +
                       " -w '\\n%{http_code}' " + more;
        if (method != "GET") command += " -H 'Content-Type: application/json' -d '" + body + "'";
        command += " '" + hub.url + "/api/v1" + where + "' 2>&1";
        std::string said;
        FILE* pipe = ::popen(command.c_str(), "r");
        for (std::array<char, 4096> buffer;
             const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe);)
            said.append(buffer.data(), n);
        ::pclose(pipe);
        const auto line = said.rfind('\n');
        Told told;
        told.status = std::atoi(said.c_str() + line + 1);
        boost::json::error_code error;
        auto value = boost::json::parse(said.substr(0, line), error);
        if (!error && value.is_object()) told.body = std::move(value.get_object());
        return told;
    }
    Told log_in(const std::string& who, const std::string& email,
                const std::string& password) const {
        return ask(who, "POST", "/session",
                   R"({"email":")" + email + R"(","password":")" + password + "\"}");
    }
    std::string first_queue() const {
        const auto list = ask("mia", "GET", "/admin/queues");
        return std::string(list.body.at("queues").at(0).at("id").as_string());
    }
    /// A new agent who is logged in.
    std::string hire(const std::string& who, const std::string& role = "agent") const {
        const auto made = ask("mia", "POST", "/admin/agents",
                              R"({"email":")" + who + R"(@example.com","display_name":")" + who +
                                  R"(","role":")" + role + R"(","queue_ids":[")" + first_queue() +
                                  R"("],"password":"correct horse"})");
        EXPECT_EQ(made.status, 201) << made.text("detail");
        EXPECT_EQ(log_in(who, who + "@example.com", "correct horse").status, 200);
        return made.text("id");
    }
    std::unique_ptr<Agent> console(const std::string& who) const {
        const auto ticket = ask(who, "POST", "/ticket").text("ticket");
        auto agent = std::make_unique<Agent>(hub.port, "usher.v1", hub.url);
        agent->hello(ticket);
        return agent;
    }

    ServedHub hub;
};

TEST_F(AdministrationOverHttp, WhatIsMadeAndChangedHoldsAtOnceAndIsWrittenDown) {
    const auto made =
        ask("mia", "POST", "/admin/queues", R"({"name":"Returns","first_response_s":600})");
    ASSERT_EQ(made.status, 201) << made.text("detail");
    const auto queue = made.text("id");
    const auto changed = ask("mia", "PATCH", "/admin/queues/" + queue, R"({"name":"Repairs"})");
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(changed.text("name"), "Repairs");
    EXPECT_EQ(changed.body.at("first_response_s").as_int64(), 600) << "what is not named stays";

    const auto inbox = ask("mia", "POST", "/admin/inboxes",
                           R"({"name":"Shop","queue_id":")" + queue +
                               R"(","origins":["https://shop.example"],"greeting":"Hello"})");
    ASSERT_EQ(inbox.status, 201) << inbox.text("detail");
    Customer customer(hub.port, "usher.v1", "https://shop.example");
    v1::CustomerHello hello;
    hello.set_site_key(inbox.text("site_key"));
    customer.hello(hello);
    const auto conversation = customer.say_and_see("is it back yet?").conversation_id();

    const auto agent = ask("mia", "POST", "/admin/agents",
                           R"({"email":" Ida@Example.com","display_name":"Ida","queue_ids":[")" +
                               queue + R"("],"capacity":2})");
    ASSERT_EQ(agent.status, 201) << agent.text("detail");
    EXPECT_EQ(agent.text("email"), "ida@example.com");
    EXPECT_EQ(agent.text("password").size(), 20U) << "one is made when none is given";
    ASSERT_EQ(log_in("ida", "ida@example.com", agent.text("password")).status, 200);
    auto ida = console("ida");
    ida->summary(conversation,
                 [&](const auto& each) { return each.assignee_id() == agent.text("id"); });

    const auto record = ask("mia", "GET", "/admin/changes?limit=3");
    const auto& changes = record.body.at("changes").as_array();
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_FALSE(record.body.at("complete").as_bool());
    EXPECT_EQ(changes[0].at("subject").at("name").as_string(), "Ida");
    EXPECT_EQ(changes[0].at("action").as_string(), "created");
    EXPECT_EQ(changes[0].at("by").at("name").as_string(), "mia@example.com");
    EXPECT_EQ(changes[2].at("fields").at(0).at("before").as_string(), "Returns");
    EXPECT_EQ(changes[2].at("fields").at(0).at("after").as_string(), "Repairs");
    const auto rest =
        ask("mia", "GET",
            "/admin/changes?before=" + std::to_string(changes[2].at("number").as_int64()));
    EXPECT_TRUE(rest.body.at("complete").as_bool());
    EXPECT_EQ(rest.body.at("changes").as_array().size(), 1U);
}

TEST_F(AdministrationOverHttp, AMistakeNamesItsField) {
    const auto wrong = [&](const std::string& method, const std::string& where,
                           const std::string& body) {
        const auto told = ask("mia", method, where, body);
        EXPECT_EQ(told.status, 400) << body;
        return told.text("field");
    };
    EXPECT_EQ(wrong("POST", "/admin/queues", R"({"name":""})"), "name");
    EXPECT_EQ(wrong("POST", "/admin/queues", R"({"name":7})"), "name");
    EXPECT_EQ(wrong("POST", "/admin/queues", R"({"name":"A","first_response_s":-1})"),
              "first_response_s");
    EXPECT_EQ(wrong("POST", "/admin/queues", R"({"name":"A","first_response_s":1.5})"),
              "first_response_s");
    EXPECT_EQ(wrong("POST", "/admin/queues", R"({"name":"A","colour":"red"})"), "colour");
    EXPECT_EQ(wrong("POST", "/admin/queues", "[]"), "");
    EXPECT_EQ(wrong("POST", "/admin/inboxes", R"({"name":"A","queue_id":"nobody"})"), "queue_id");
    const auto in = [&](const std::string& rest) {
        return R"({"email":"x@example.com","display_name":"X",)" + rest + "}";
    };
    EXPECT_EQ(wrong("POST", "/admin/agents", R"({"email":"no","display_name":"X"})"), "email");
    EXPECT_EQ(wrong("POST", "/admin/agents", in(R"("role":"owner")")), "role");
    EXPECT_EQ(wrong("POST", "/admin/agents", in(R"("password":"short")")), "password");
    EXPECT_EQ(wrong("POST", "/admin/agents", in(R"("queue_ids":["que_x"])")), "queue_ids");
    EXPECT_EQ(wrong("POST", "/admin/agents", R"({"email":"mia@example.com","display_name":"X"})"),
              "email");
    EXPECT_EQ(log_in("x", "x@example.com", "correct horse").status, 401) << "nothing was half made";
    EXPECT_EQ(ask("mia", "PATCH", "/admin/queues/que_00000000000000000000000001", "{}").status,
              404);
    EXPECT_EQ(ask("mia", "PATCH", "/admin/queues/agt_00000000000000000000000001", "{}").status,
              404);
}

TEST_F(AdministrationOverHttp, OnlyAnAdminFromTheHubsOwnPage) {
    hire("lea", "supervisor");
    for (const char* where :
         {"/admin/queues", "/admin/inboxes", "/admin/agents", "/admin/changes"}) {
        EXPECT_EQ(ask("lea", "GET", where).status, 403) << where;
        EXPECT_EQ(ask("nobody", "GET", where).status, 401) << where;
    }
    EXPECT_EQ(ask("lea", "POST", "/admin/queues", R"({"name":"A"})").status, 403);
    EXPECT_EQ(
        ask("mia", "POST", "/admin/queues", R"({"name":"A"})", "-H 'Origin: https://evil.example'")
            .status,
        403);
}

TEST_F(AdministrationOverHttp, ARequestSentAgainMakesNothingTwice) {
    const auto key = "-H 'Idempotency-Key: " + new_command_id() + "'";
    const auto first = ask("mia", "POST", "/admin/queues", R"({"name":"Returns"})", key);
    const auto again = ask("mia", "POST", "/admin/queues", R"({"name":"Returns"})", key);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.text("id"), first.text("id"));
    EXPECT_EQ(ask("mia", "GET", "/admin/queues").body.at("queues").as_array().size(), 3U);
    const std::string body =
        R"({"email":"ida@example.com","display_name":"Ida","password":"one two three"})";
    const auto key_of_ida = "-H 'Idempotency-Key: " + new_command_id() + "'";
    const auto ida = ask("mia", "POST", "/admin/agents", body, key_of_ida);
    EXPECT_EQ(ask("mia", "POST", "/admin/agents", body, key_of_ida).text("id"), ida.text("id"));
    EXPECT_EQ(
        ask("mia", "POST", "/admin/queues", R"({"name":"B"})", "-H 'Idempotency-Key: 7'").status,
        400);
}

TEST_F(AdministrationOverHttp, WhoLeavesIsOutAndWhoComesBackIsIn) {
    const auto ben = hire("ben");
    auto socket = console("ben");
    EXPECT_EQ(ask("mia", "PATCH", "/admin/agents/" + ben, R"({"active":false})").status, 200);
    EXPECT_EQ(socket->close_code(), 4013);
    EXPECT_EQ(ask("ben", "GET", "/session").status, 401);
    EXPECT_EQ(log_in("ben", "ben@example.com", "correct horse").status, 401);
    EXPECT_EQ(ask("mia", "PATCH", "/admin/agents/" + ben, R"({"active":true})").status, 200);
    EXPECT_EQ(log_in("ben", "ben@example.com", "correct horse").status, 200);
}

TEST_F(AdministrationOverHttp, ANewPasswordEndsWhatWasOpen) {
    const auto ben = hire("ben");
    const auto ticket = ask("ben", "POST", "/ticket").text("ticket");
    auto socket = console("ben");
    const auto reset = ask("mia", "POST", "/admin/agents/" + ben + "/password", "{}");
    ASSERT_EQ(reset.status, 200);
    EXPECT_EQ(socket->close_code(), 4013);
    EXPECT_EQ(log_in("ben", "ben@example.com", "correct horse").status, 401);
    EXPECT_EQ(log_in("ben", "ben@example.com", reset.text("password")).status, 200);
    auto again = console("ben");
    EXPECT_EQ(ask("mia", "DELETE", "/admin/agents/" + ben + "/sessions").status, 204);
    EXPECT_EQ(again->close_code(), 4013);
    EXPECT_EQ(ask("ben", "GET", "/session").status, 401);
    Agent late(hub.port, "usher.v1", hub.url);
    late.hello(ticket);
    EXPECT_EQ(late.close_code(), 4013) << "a ticket of an ended log-in opens nothing";
    EXPECT_EQ(ask("mia", "GET", "/admin/changes?limit=1")
                  .body.at("changes")
                  .at(0)
                  .at("action")
                  .as_string(),
              "sessions_ended");
}

TEST_F(AdministrationOverHttp, WhatWasChangedOutlivesTheHub) {
    const auto ben = hire("ben");
    EXPECT_EQ(
        ask("mia", "PATCH", "/admin/agents/" + ben, R"({"role":"supervisor","capacity":9})").status,
        200);
    hub.kill();
    hub.start();
    const auto list = ask("mia", "GET", "/admin/agents");
    bool found = false;
    for (const auto& agent : list.body.at("agents").as_array()) {
        if (agent.at("id").as_string() != ben) continue;
        found = true;
        EXPECT_EQ(agent.at("role").as_string(), "supervisor");
        EXPECT_EQ(agent.at("capacity").as_int64(), 9);
    }
    EXPECT_TRUE(found);
}

TEST_F(AdministrationOverHttp, APasswordFromTheCommandLineClosesConsolesToo) {
    hire("ben");
    auto socket = console("ben");
    auto verb = hub.verb({"agent", "password", "--data", hub.data(), "--email", "ben@example.com",
                          "--password", "another horse"});
    EXPECT_EQ(verb.status(), 0) << verb.said();
    EXPECT_EQ(socket->close_code(), 4013);
}

}  // namespace
}  // namespace usher::test
