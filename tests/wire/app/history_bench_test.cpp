// Goal: one command measures whether a message costs more when more was said before, on
// installations with a past that it makes itself and finds again.
#include <sstream>

#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

TEST(HistoryBench, MakesPastsMeasuresThemAndFindsThemAgain) {
    ServedHub hub;  // its pages
    const auto run = [&] {
        auto verb = hub.verb({"bench", "--history", "300,900", "--folder", hub.path("pasts"),
                              "--web", hub.path("web"), "--seconds", "1", "--warmup", "0", "--rate",
                              "50", "--customers", "4", "--agents", "2"});
        EXPECT_EQ(verb.status(), 0) << verb.said();
        return verb.said();
    };
    const auto said = run();
    EXPECT_THAT(said, HasSubstr("CPU us/message"));
    EXPECT_THAT(said, HasSubstr("from the first to the last: CPU "));
    std::istringstream lines(said);
    int rows = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        double past = 0, cpu = 0, redis = 0, rss = 0;
        if (!(words >> past >> cpu >> redis >> rss)) continue;
        ++rows;
        EXPECT_TRUE(past == 300 || past == 900) << line;
        EXPECT_GT(cpu, 0) << line;
        EXPECT_GT(rss, 5) << line;
    }
    EXPECT_EQ(rows, 2) << said;

    const auto made = std::filesystem::last_write_time(hub.path("pasts/900/long_past"));
    run();
    EXPECT_EQ(std::filesystem::last_write_time(hub.path("pasts/900/long_past")), made);

    std::filesystem::create_directories(hub.path("pasts/77"));
    std::ofstream(hub.path("pasts/77/mine")) << "something else";
    auto other = hub.verb(
        {"bench", "--history", "77", "--folder", hub.path("pasts"), "--web", hub.path("web")});
    EXPECT_EQ(other.status(), 3);
    EXPECT_THAT(other.said(), HasSubstr("holds something else"));
}

}  // namespace
}  // namespace usher::test
