// Goal: whatever is wrong, the program says so in a line that names the place and the fix, and
// exits with the documented status.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/support/usher_program.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

/// Pages that are there, so that what is tested comes to its turn.
std::vector<std::string> with_pages(const TempFolder& folder, std::vector<std::string> arguments) {
    for (const char* name : {"console", "widget", "shop"}) {
        std::filesystem::create_directories(folder / ("web/" + std::string(name)));
    }
    std::ofstream(folder / "web/console/index.html") << "<!doctype html><title>console</title>";
    std::ofstream(folder / "web/widget/widget.js") << "void 0;";
    std::ofstream(folder / "web/shop/index.html") << "<!doctype html><title>shop</title>";
    arguments.insert(arguments.end(), {"--web", (folder / "web").string()});
    return arguments;
}

std::vector<std::string> serve(const TempFolder& folder,
                               const std::string& listen = "127.0.0.1:0") {
    return with_pages(folder, {"serve", "--listen", listen, "--data", (folder / "data").string()});
}

TEST(CommandLine, UnknownVerbsAndOptionsAreWrongInput) {
    for (std::vector<std::string> arguments :
         {std::vector<std::string>{}, {"fly"}, {"serve", "--wings"}, {"replay"}}) {
        UsherProgram usher(arguments);
        EXPECT_EQ(usher.status(), 2);
        EXPECT_FALSE(usher.said().empty());
    }
}

TEST(CommandLine, HelpIsThereForEveryVerbWithExamples) {
    for (const char* verb : {"serve", "demo", "check-config", "replay", "bench", "store migrate",
                             "sla check", "backup", "restore", "doctor", "dead-letters"}) {
        std::istringstream words(verb);
        std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
        arguments.push_back("--help");
        UsherProgram usher(arguments);
        EXPECT_EQ(usher.status(), 0);
        EXPECT_THAT(usher.said(), HasSubstr(std::string("usher ") + verb)) << verb;
    }
}

TEST(CommandLine, ATimelineIsAnsweredAndAMistakeInItNamed) {
    const TempFolder folder;
    const auto file = folder / "policy.json";
    const std::string head =
        R"({"calendars":{"c":{"time_zone":"UTC","windows":{"fri":["09:00-17:00"]}}},"policies":)"
        R"([{"name":"p","calendar":"c","targets":{"first_response":"2h"}}],"policy":"p",)";
    std::ofstream(file)
        << head << R"("timeline":[{"at":"2026-03-06T16:00:00Z","event":"customer_message"}]})";
    UsherProgram good({"sla", "check", file.string()});
    EXPECT_EQ(good.status(), 0);
    EXPECT_THAT(good.said(), HasSubstr(R"("due_at":"2026-03-13T10:00:00Z","state":"running")"));
    std::ofstream(file) << head << R"("timeline":[{"at":"soon","event":"customer_message"}]})";
    UsherProgram bad({"sla", "check", file.string()});
    EXPECT_EQ(bad.status(), 2);
    EXPECT_EQ(bad.said(), "timeline[0].at: a time is expected, as 2026-03-02T09:30:00Z\n");
    UsherProgram missing({"sla", "check", (folder / "nothing.json").string()});
    EXPECT_EQ(missing.status(), 2);
    EXPECT_THAT(missing.said(), HasSubstr("it cannot be read"));
}

TEST(CommandLine, EveryMistakeOfAConfigurationIsNamedWithItsLine) {
    const TempFolder folder;
    const auto file = folder / "usher.toml";
    std::ofstream(file)
        << "[listen]\nadress = \"127.0.0.1:1\"\n\n[limits]\nconnections = \"many\"\n";
    UsherProgram check({"check-config", file.string()});
    EXPECT_EQ(check.status(), 2);
    EXPECT_THAT(check.said(), HasSubstr("usher.toml:2:1: unknown key listen.adress"));
    EXPECT_THAT(check.said(), HasSubstr("did you mean address?"));
    EXPECT_THAT(check.said(), HasSubstr("usher.toml:5:"));
    UsherProgram start({"serve", "--config", file.string()});
    EXPECT_EQ(start.status(), 2);
}

TEST(CommandLine, APortInUseIsNamed) {
    const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(taken, 1), 0);
    socklen_t length = sizeof address;
    ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length);
    const auto listen = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));

    const TempFolder folder;
    UsherProgram usher(serve(folder, listen));
    EXPECT_EQ(usher.status(), 3);
    EXPECT_THAT(usher.said(), HasSubstr(listen));
    EXPECT_THAT(usher.said(), HasSubstr("in use"));
    ::close(taken);
}

TEST(CommandLine, AMissingRedisServerIsNamedWithTheFix) {
    const TempFolder folder;
    UsherProgram usher(serve(folder), {{"PATH", folder.path().string()}});
    EXPECT_EQ(usher.status(), 3);
    EXPECT_THAT(usher.said(), HasSubstr("redis-server"));
    EXPECT_THAT(usher.said(), HasSubstr("apt-get install redis-server"));
}

TEST(CommandLine, ADataFolderThatCannotBeMadeIsNamed) {
    const TempFolder folder;
    std::ofstream(folder / "data") << "a file in the way";
    UsherProgram usher(serve(folder));
    EXPECT_EQ(usher.status(), 3);
    EXPECT_THAT(usher.said(), HasSubstr((folder / "data").string()));
}

TEST(CommandLine, ADamagedDatabaseIsNamedAndLeftAlone) {
    const TempFolder folder;
    std::filesystem::create_directories(folder / "data");
    const std::string rubbish(8192, 'x');
    std::ofstream(folder / "data/archive.db") << rubbish;
    UsherProgram usher(serve(folder));
    EXPECT_EQ(usher.status(), 3);
    EXPECT_THAT(usher.said(), HasSubstr("archive.db"));
    std::ifstream kept(folder / "data/archive.db");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), rubbish);
}

TEST(CommandLine, PlainHttpOnTheNetworkIsRefused) {
    const TempFolder folder;
    UsherProgram usher(serve(folder, "0.0.0.0:0"));
    EXPECT_EQ(usher.status(), 2);
    EXPECT_THAT(usher.said(), HasSubstr("behind_proxy"));
}

TEST(CommandLine, AgentsAreAddedListedAndRefusedTwice) {
    const TempFolder folder;
    const auto data = folder.path().string();
    UsherProgram add(
        {"agent", "add", "--data", data, "--email", "mia@example.com", "--role", "admin"});
    EXPECT_EQ(add.status(), 0) << add.said();
    EXPECT_THAT(add.said(), HasSubstr("the password is"));
    UsherProgram again({"agent", "add", "--data", data, "--email", "Mia@Example.com"});
    EXPECT_EQ(again.status(), 2);
    UsherProgram list({"agent", "list", "--data", data});
    EXPECT_EQ(list.status(), 0);
    EXPECT_THAT(list.said(), HasSubstr("mia@example.com"));
    UsherProgram wrong({"agent", "add", "--data", data, "--email", "x@y", "--role", "king"});
    EXPECT_EQ(wrong.status(), 2);
    EXPECT_THAT(wrong.said(), HasSubstr("supervisor"));
}

TEST(CommandLine, ServesStopsAndGoesOnWhereItWas) {
    const TempFolder folder;
    {
        UsherProgram usher(serve(folder));
        ASSERT_TRUE(usher.says("Usher serves http://127.0.0.1:")) << usher.said();
        EXPECT_THAT(usher.said(), HasSubstr("The first log-in: admin@localhost"));
        usher.signal(SIGTERM);
        EXPECT_EQ(usher.status(), 0) << usher.said();
    }
    UsherProgram usher(serve(folder));
    ASSERT_TRUE(usher.says("Usher serves")) << usher.said();
    EXPECT_EQ(usher.said().find("The first log-in"), std::string::npos);
    usher.signal(SIGTERM);
    EXPECT_EQ(usher.status(), 0);

    UsherProgram replay({"replay", (folder / "data").string()});
    EXPECT_EQ(replay.status(), 0) << replay.said();
    EXPECT_THAT(replay.said(), HasSubstr("\"name\": \"Our company\""));
}

TEST(CommandLine, AnInstallationThatIsNoDemoIsNotTouchedByTheDemo) {
    const TempFolder folder;
    const auto data = (folder / "data").string();
    UsherProgram add({"agent", "add", "--data", data, "--email", "mia@example.com"});
    ASSERT_EQ(add.status(), 0) << add.said();
    UsherProgram demo(with_pages(folder, {"demo", "--listen", "127.0.0.1:0", "--data", data}));
    EXPECT_EQ(demo.status(), 3);
    EXPECT_THAT(demo.said(), HasSubstr("usher serve"));
}

}  // namespace
}  // namespace usher::test
