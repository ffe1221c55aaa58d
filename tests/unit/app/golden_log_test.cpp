// Goal: a log written by an earlier version gives the state it gave then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "hub/app/replay_state.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

std::string read(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(GoldenLog, TheDemosDayGivesTheStateOnRecord) {
    const std::string folder = USHER_SOURCE_DIR "/tests/golden/log/";
    std::istringstream log(read(folder + "demo_day.jsonl"));
    core::Workspace workspace;
    for (std::string line; std::getline(log, line);) {
        auto entry = wire::log_entry_from_json(line);
        ASSERT_TRUE(entry) << entry.error().text;
        ASSERT_EQ(entry->previous, workspace.version);
        core::apply(workspace, *entry);
    }
    EXPECT_GT(workspace.version, 50U);
    EXPECT_EQ(state_json(workspace), read(folder + "demo_day.state.json"));
}

}  // namespace
}  // namespace usher::app
