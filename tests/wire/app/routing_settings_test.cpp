// Goal: an administrator says over HTTP who can what, which queue needs it, who is in which team
// and who is served sooner; it holds at once, a mistake names its field, and nothing else changes.
#include <boost/json.hpp>

#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

class RoutingSettings : public testing::Test {
  protected:
    void SetUp() override {
        hub.add_account();
        hub.start();
        hub.log_in();
        const auto queues = boost::json::parse(ask("GET", "/queues"));
        queue = std::string(queues.at("queues").at(0).at("id").as_string());
        other = std::string(queues.at("queues").at(1).at("id").as_string());
        const auto agents = boost::json::parse(ask("GET", "/agents"));
        mia = std::string(agents.at("agents").at(0).at("id").as_string());
    }
    std::string ask(const std::string& method, const std::string& where,
                    const std::string& body = "{}") const {
        const auto change = method == "GET"
                                ? std::string()
                                : " -H 'Content-Type: application/json' -d '" + body + "'";
        return hub.get("/api/v1/admin" + where, "-X " + method + change);
    }
    /// Which field of the answer is wrong.
    std::string wrong(const std::string& method, const std::string& where,
                      const std::string& body) const {
        const auto told = boost::json::parse(ask(method, where, body));
        EXPECT_EQ(told.at("status").as_int64(), 400) << body << boost::json::serialize(told);
        const auto* field = told.as_object().if_contains("field");
        return field == nullptr ? "" : std::string(field->as_string());
    }

    ServedHub hub;
    std::string queue;
    std::string other;
    std::string mia;
};

TEST_F(RoutingSettings, TheRulesOfAQueueChangeByWhatIsNamed) {
    const auto where = "/queues/" + queue + "/routing";
    const std::string standing =
        R"({"offer_timeout_s":0,"misses_max":3,"retry_after_s":60,"choice":"least_loaded",)"
        R"("sticky":false,"language":"ignored","needs":[],"relax_after_s":0,"overflow_queue_id":"",)"
        R"("overflow_after_s":0,"overflow_tier":"","supervisors_pick":false,"hops_max":5})";
    EXPECT_EQ(ask("GET", where), standing);
    EXPECT_THAT(ask("PATCH", where,
                    R"({"offer_timeout_s":30,"choice":"longest_idle","needs":[{"skill":"lamps",)"
                    R"("level":2},{"skill":"french","required":false}],"overflow_queue_id":")" +
                        other + R"(","overflow_after_s":300})"),
                HasSubstr(R"("overflow_after_s":300)"));
    EXPECT_EQ(
        ask("PATCH", where, R"({"sticky":true})"),
        R"({"offer_timeout_s":30,"misses_max":3,"retry_after_s":60,"choice":"longest_idle",)"
        R"("sticky":true,"language":"ignored","needs":[{"skill":"lamps","level":2,)"
        R"("required":true},{"skill":"french","level":1,"required":false}],)"
        R"("relax_after_s":0,"overflow_queue_id":")" +
            other +
            R"(","overflow_after_s":300,"overflow_tier":"","supervisors_pick":false,"hops_max":5})");
    EXPECT_THAT(ask("GET", "/skills"), HasSubstr(R"({"name":"lamps","agents":0,"queues":1})"));
}

TEST_F(RoutingSettings, WhoCanWhatDecidesWhoGetsIt) {
    EXPECT_THAT(
        ask("PATCH", "/agents/" + mia + "/routing",
            R"({"skills":[{"name":"lamps","level":3}],"languages":["de-AT","en"],)"
            R"("channels":[{"channel":"web","weight_permille":500,"most":6}]})"),
        HasSubstr(R"("languages":["de","en"],"units_permille":0,"channels":[{"channel":"web",)"
                  R"("weight_permille":500,"most":6}],"team_ids":[])"));
    EXPECT_THAT(ask("GET", "/changes?limit=1"),
                HasSubstr(R"("action":"changed","fields":[{"field":"skills","before":"","after":)"
                          R"("lamps 3"},{"field":"languages","before":"","after":"de, en"}])"));
    EXPECT_THAT(ask("PATCH", "/agents/" + mia + "/routing", R"({"units_permille":2500})"),
                HasSubstr(R"("skills":[{"name":"lamps","level":3}])"));
    EXPECT_THAT(ask("GET", "/skills"), HasSubstr(R"({"name":"lamps","agents":1,"queues":0})"));
    // Nobody has what the queue needs: the conversation waits until somebody does.
    ask("PATCH", "/agents/" + mia, R"({"queue_ids":[")" + queue + R"("]})");
    ask("PATCH", "/queues/" + queue + "/routing", R"({"needs":[{"skill":"pumps"}]})");
    ask("POST", "/inboxes", R"({"name":"Shop","queue_id":")" + queue + R"(","origins":["*"]})");
    const auto inboxes = boost::json::parse(ask("GET", "/inboxes"));
    std::string site_key;
    for (const auto& inbox : inboxes.at("inboxes").as_array()) {
        if (inbox.at("name").as_string() == "Shop") site_key = inbox.at("site_key").as_string();
    }
    const auto ticket = boost::json::parse(
        hub.get("/api/v1/ticket", "-X POST -H 'Content-Type: application/json' -d '{}'"));
    Agent console(hub.port, "usher.v1", hub.url);
    console.hello(std::string(ticket.at("ticket").as_string()));
    Customer customer(hub.port, "usher.v1", hub.url);
    v1::CustomerHello hello;
    hello.set_site_key(site_key);
    customer.hello(hello);
    const auto conversation = customer.say_and_see("my pump is loud").conversation_id();
    console.summary(conversation, [](const auto& it) { return it.assignee_id().empty(); });
    ask("PATCH", "/agents/" + mia + "/routing", R"({"skills":[{"name":"pumps"}]})");
    console.summary(conversation, [&](const auto& it) { return it.assignee_id() == mia; });
}

TEST_F(RoutingSettings, WhoIsInATeamServesItsQueues) {
    const auto made = boost::json::parse(
        ask("POST", "/teams", R"({"name":"Repairs","queue_ids":[")" + other + R"("]})"));
    const std::string team(made.at("id").as_string());
    EXPECT_EQ(made.at("agents").as_int64(), 0);
    ask("PATCH", "/agents/" + mia, R"({"queue_ids":[]})");
    ask("PATCH", "/agents/" + mia + "/routing", R"({"team_ids":[")" + team + R"("]})");
    EXPECT_THAT(ask("GET", "/teams"), HasSubstr(R"("agents":1)"));
    const auto queues = boost::json::parse(ask("GET", "/queues"));
    for (const auto& each : queues.at("queues").as_array()) {
        EXPECT_EQ(each.at("agents").as_int64(), each.at("id").as_string() == other ? 1 : 0);
    }
    EXPECT_THAT(ask("PATCH", "/teams/" + team, R"({"name":"Pumps"})"), HasSubstr(other))
        << "what is not named stays";
    EXPECT_EQ(wrong("POST", "/teams", R"({"name":"Pumps"})"), "name");
    EXPECT_EQ(wrong("POST", "/teams", R"({"name":""})"), "name");
    EXPECT_THAT(ask("PATCH", "/teams/tea_00000000000000000000000001"), HasSubstr("404"));
}

TEST_F(RoutingSettings, TiersAreSavedTogetherAndStayWhileAQueueGoesByThem) {
    const std::string two =
        R"({"tiers":[{"name":"gold","head_start_s":600},{"name":"silver","head_start_s":120}]})";
    EXPECT_EQ(ask("PUT", "/tiers", two), two);
    EXPECT_EQ(ask("GET", "/tiers"), two);
    ask("PATCH", "/queues/" + queue + "/routing",
        R"({"overflow_queue_id":")" + other + R"(","overflow_after_s":60,"overflow_tier":"gold"})");
    EXPECT_EQ(wrong("PUT", "/tiers", R"({"tiers":[{"name":"silver"}]})"), "tiers");
    EXPECT_EQ(ask("GET", "/tiers"), two) << "nothing was half done";
    EXPECT_EQ(ask("PUT", "/tiers", R"({"tiers":[{"name":"gold","head_start_s":60}]})"),
              R"({"tiers":[{"name":"gold","head_start_s":60}]})");
}

TEST_F(RoutingSettings, AMistakeNamesItsField) {
    const auto of_queue = [&](const std::string& body) {
        return wrong("PATCH", "/queues/" + queue + "/routing", body);
    };
    EXPECT_EQ(of_queue(R"({"offer_timeout_s":2})"), "offer_timeout_s");
    EXPECT_EQ(of_queue(R"({"retry_after_s":99999999})"), "retry_after_s");
    EXPECT_EQ(of_queue(R"({"choice":"loudest"})"), "choice");
    EXPECT_EQ(of_queue(R"({"language":1})"), "language");
    EXPECT_EQ(of_queue(R"({"needs":[{"skill":"a","level":9}]})"), "needs");
    EXPECT_EQ(of_queue(R"({"needs":[{"skill":"a"},{"skill":"a"}]})"), "needs");
    EXPECT_EQ(of_queue(R"({"needs":[{"skil":"a"}]})"), "needs");
    EXPECT_EQ(of_queue(R"({"needs":["a"]})"), "needs");
    EXPECT_EQ(of_queue(R"({"overflow_queue_id":")" + other + R"("})"), "overflow_after_s");
    EXPECT_EQ(of_queue(R"({"overflow_queue_id":")" + queue + R"(","overflow_after_s":9})"),
              "overflow_queue_id");
    EXPECT_EQ(of_queue(R"({"overflow_tier":"lead"})"), "overflow_tier");
    EXPECT_EQ(of_queue(R"({"colour":"red"})"), "colour");
    const auto of_agent = [&](const std::string& body) {
        return wrong("PATCH", "/agents/" + mia + "/routing", body);
    };
    EXPECT_EQ(of_agent(R"({"skills":[{"name":"a"},{"name":"a"}]})"), "skills");
    EXPECT_EQ(of_agent(R"({"skills":[{"name":"","level":1}]})"), "skills");
    EXPECT_EQ(of_agent(R"({"units_permille":1000001})"), "units_permille");
    EXPECT_EQ(of_agent(R"({"team_ids":["que_1"]})"), "team_ids");
    EXPECT_EQ(wrong("PUT", "/tiers", R"({"tiers":[{"name":"a"},{"name":"a"}]})"), "tiers");
    EXPECT_EQ(wrong("PUT", "/tiers", "{}"), "tiers");
    EXPECT_THAT(ask("GET", "/queues/que_00000000000000000000000001/routing"), HasSubstr("404"));
}

TEST_F(RoutingSettings, AreForAdministratorsAlone) {
    std::filesystem::remove(hub.path("cookies"));
    for (const char* where : {"/teams", "/tiers", "/skills"}) {
        EXPECT_THAT(ask("GET", where), HasSubstr("\"status\":401")) << where;
    }
    EXPECT_THAT(ask("GET", "/queues/" + queue + "/routing"), HasSubstr("\"status\":401"));
}

}  // namespace
}  // namespace usher::test
