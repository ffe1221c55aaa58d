// Goal: with store.url the same program keeps its history and its accounts in PostgreSQL: a
// conversation is found there after a restart, agents log in, and nothing is in the data folder.
#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <regex>

#include "tests/support/frame_client.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/usher_program.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

class PostgresProgramTest : public testing::Test {
  protected:
    void SetUp() override {
        postgres().forget_everything();
        for (const char* name : {"console", "widget", "shop"}) {
            std::filesystem::create_directories(folder / ("web/" + std::string(name)));
        }
        std::ofstream(folder / "web/console/index.html") << "<!doctype html><title>c</title>";
        std::ofstream(folder / "web/widget/widget.js") << "void 0;";
        std::ofstream(folder / "web/shop/index.html") << "<!doctype html><title>s</title>";
    }
    std::unique_ptr<UsherProgram> serve() {
        auto usher = std::make_unique<UsherProgram>(
            std::vector<std::string>{"serve", "--listen", "127.0.0.1:0", "--data", data(), "--web",
                                     (folder / "web").string()},
            environment);
        EXPECT_TRUE(usher->says("\n  console ")) << usher->said();
        std::smatch found;
        if (std::regex_search(usher->said(), found, std::regex("serves (http://[^:]+:([0-9]+))"))) {
            url = found[1];
            port = static_cast<std::uint16_t>(std::stoi(found[2]));
        }
        return usher;
    }
    void stop(UsherProgram& usher) {
        usher.signal(SIGTERM);
        EXPECT_EQ(usher.status(), 0) << usher.said();
    }
    std::string data() const { return (folder / "data").string(); }
    /// What curl prints, with the session's cookies.
    std::string get(const std::string& path, const std::string& more = {}) const {
        const auto jar = (folder / "cookies").string();
        const auto command =
            "curl -sS -m 20 -b " + jar + " -c " + jar + " " + more + " '" + url + path + "' 2>&1";
        std::string said;
        FILE* pipe = ::popen(command.c_str(), "r");
        for (std::array<char, 4096> buffer;
             const auto n = std::fread(buffer.data(), 1, 4096, pipe);)
            said.append(buffer.data(), n);
        ::pclose(pipe);
        return said;
    }
    void log_in() const {
        const auto answer =
            get("/api/v1/session", "-H 'Content-Type: application/json' -H 'Origin: " + url +
                                       "' -d '{\"email\":\"mia@example.com\",\"password\":\"" +
                                       "correct horse\"}'");
        ASSERT_THAT(answer, HasSubstr("\"ticket\"")) << answer;
    }
    v1::CustomerWelcome greet(Customer& customer) {
        v1::CustomerHello hello;
        hello.set_site_key("site_main");
        return customer.hello(hello);
    }
    /// Until the archiver has written it.
    std::string search_until_found(const std::string& word) const {
        std::string answer;
        for (const auto until = RawTcp::Clock::now() + std::chrono::seconds(20);
             RawTcp::Clock::now() < until;) {
            answer = get("/api/v1/search?q=" + word);
            if (answer.contains("\"conversation_id\"") || answer.contains("cnv_")) return answer;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return answer;
    }

    TempFolder folder;
    UsherProgram::Environment environment{{"USHER_STORE__URL", postgres().url()}};
    std::string url;
    std::uint16_t port = 0;
};

TEST_F(PostgresProgramTest, AConversationIsKeptThereAndFoundAfterARestart) {
    UsherProgram add({"agent", "add", "--data", data(), "--email", "mia@example.com", "--password",
                      "correct horse", "--role", "admin"},
                     environment);
    ASSERT_EQ(add.status(), 0) << add.said();
    std::string conversation;
    {
        auto usher = serve();
        Customer ana(port, "usher.v1", url);
        greet(ana);
        conversation = ana.say_and_see("where is my parcel").conversation_id();
        ana.say_and_see("number 4711");
        log_in();
        EXPECT_THAT(search_until_found("4711"), HasSubstr(conversation));
        stop(*usher);
    }
    EXPECT_EQ(postgres().execute("SELECT count(*) FROM usher.events WHERE words IS NOT NULL"), "2");
    EXPECT_FALSE(std::filesystem::exists(folder / "data/archive.db"));
    EXPECT_FALSE(std::filesystem::exists(folder / "data/accounts.db"));

    auto usher = serve();
    log_in();
    EXPECT_THAT(get("/api/v1/conversations/" + conversation + "/events"),
                HasSubstr("where is my parcel"));
    EXPECT_THAT(get("/api/v1/search?q=parcel"), HasSubstr(conversation));
    stop(*usher);
}

TEST_F(PostgresProgramTest, ChatGoesOnWhileItIsAwayAndHistoryCatchesUp) {
    UsherProgram add({"agent", "add", "--data", data(), "--email", "mia@example.com", "--password",
                      "correct horse"},
                     environment);
    ASSERT_EQ(add.status(), 0) << add.said();
    auto usher = serve();
    Customer ana(port, "usher.v1", url);
    greet(ana);
    ana.say_and_see("before");
    log_in();
    postgres().stop();
    for (int i = 0; i < 5; ++i) ana.say_and_see("meanwhile " + std::to_string(i));
    EXPECT_TRUE(usher->says("is not written")) << usher->said();
    postgres().start();
    const auto hits = search_until_found("meanwhile");
    EXPECT_THAT(hits, HasSubstr("cnv_"));
    ana.say_and_see("afterwards");
    EXPECT_THAT(search_until_found("afterwards"), HasSubstr("cnv_"));
    stop(*usher);
    EXPECT_EQ(postgres().execute("SELECT count(*) FROM usher.events WHERE words IS NOT NULL"), "7");
    EXPECT_EQ(postgres().execute("SELECT count(*) = max(seq) FROM usher.events WHERE seq > 0"),
              "t");
}

TEST_F(PostgresProgramTest, AnInstallationMovesThereFromItsDataFolder) {
    const auto there = std::exchange(environment, {});
    UsherProgram add({"agent", "add", "--data", data(), "--email", "mia@example.com", "--password",
                      "correct horse"});
    ASSERT_EQ(add.status(), 0) << add.said();
    std::string conversation;
    {
        auto usher = serve();
        Customer ana(port, "usher.v1", url);
        greet(ana);
        conversation = ana.say_and_see("where is my parcel").conversation_id();
        log_in();
        EXPECT_THAT(search_until_found("parcel"), HasSubstr(conversation));
        stop(*usher);
    }
    UsherProgram migrate({"store", "migrate", "--from", "sqlite:" + data()}, there);
    EXPECT_EQ(migrate.status(), 0) << migrate.said();
    EXPECT_THAT(migrate.said(), HasSubstr("copied and compared: 1 workspaces, 1 conversations"));
    environment = there;
    auto usher = serve();
    log_in();
    EXPECT_THAT(get("/api/v1/search?q=parcel"), HasSubstr(conversation));
    Customer ben(port, "usher.v1", url);
    greet(ben);
    ben.say_and_see("the archive goes on");
    EXPECT_THAT(search_until_found("archive"), HasSubstr("cnv_"));
    stop(*usher);
    UsherProgram nowhere({"store", "migrate", "--from", "sqlite:/nowhere"}, there);
    EXPECT_EQ(nowhere.status(), 2);
    EXPECT_THAT(nowhere.said(), HasSubstr("--from: /nowhere holds no archive.db"));
}

TEST_F(PostgresProgramTest, OneThatCannotBeReachedIsNamedWithItsKeyAndWithoutItsPassword) {
    environment = {{"USHER_STORE__URL", "postgres://usher:hunter2@127.0.0.1:1/usher"}};
    UsherProgram usher(
        {"serve", "--listen", "127.0.0.1:0", "--data", data(), "--web", (folder / "web").string()},
        environment);
    EXPECT_EQ(usher.status(), 3);
    EXPECT_THAT(usher.said(), HasSubstr("store.url: PostgreSQL at 127.0.0.1:1"));
    EXPECT_EQ(usher.said().find("hunter2"), std::string::npos) << usher.said();
}

}  // namespace
}  // namespace usher::test
