// Goal: the demo shows a believable day: several languages and states, and clocks about to run out.
#include "hub/app/demo/demo_story.hpp"

#include <gtest/gtest.h>

#include <set>

#include "hub/core/apply.hpp"

namespace usher::app {
namespace {

using namespace std::chrono_literals;
constexpr auto kNow = Timestamp{std::chrono::seconds{1'790'000'000}};

core::Workspace replay(const DemoStory& story) {
    core::Workspace workspace;
    for (const auto& entry : story.log) core::apply(workspace, entry);
    return workspace;
}

TEST(DemoStory, ShowsEveryStateAClockAndSeveralLanguages) {
    const auto workspace = replay(play_demo(kNow));
    std::set<std::string> languages;
    std::size_t resolved = 0, waiting = 0, held = 0, late = 0, soon = 0;
    for (const auto& [id, conversation] : workspace.conversations) {
        languages.insert(conversation.language);
        resolved += !conversation.open();
        waiting += conversation.waiting();
        held += conversation.open() && conversation.assignee;
        for (const auto& clock : {conversation.first_response, conversation.next_response}) {
            late += clock.open() && clock.state == core::ClockState::missed;
            soon += clock.state == core::ClockState::running && clock.due < kNow + 5min;
        }
        EXPECT_LE(conversation.last_event, kNow);
    }
    EXPECT_GE(languages.size(), 6U);
    EXPECT_GE(resolved, 3U);
    EXPECT_GE(waiting, 5U);
    EXPECT_GE(held, 3U);
    EXPECT_GE(late, 1U);
    EXPECT_GE(soon, 2U);
}

TEST(DemoStory, NobodyIsConnectedWhenItEnds) {
    const auto workspace = replay(play_demo(kNow));
    for (const auto& [id, agent] : workspace.agents) EXPECT_FALSE(agent.connected());
    EXPECT_EQ(workspace.agents.size(), 4U);
    EXPECT_NE(workspace.inbox_of_site(kDemoSiteKey), nullptr);
}

TEST(DemoStory, FillerAddsAsManyConversations) {
    const auto plain = replay(play_demo(kNow)).conversations.size();
    EXPECT_EQ(replay(play_demo(kNow, 500)).conversations.size(), plain + 500);
}

TEST(DemoStory, EntriesFollowEachOther) {
    const auto story = play_demo(kNow);
    std::uint64_t version = 0;
    for (const auto& entry : story.log) {
        EXPECT_EQ(entry.previous, version);
        version = entry.version;
    }
}

}  // namespace
}  // namespace usher::app
