// Goal: a waiting customer is told what others in his place lived through, or nothing.
#include "hub/core/views/customer_view.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

TEST(WaitHistory, SaysNothingBeforeItKnowsEnough) {
    core::WaitHistory history;
    for (std::uint32_t i = 1; i < core::WaitHistory::kSamplesMin; ++i) history.add({1, i * 10, {}});
    EXPECT_FALSE(history.estimate(1).range.known());
    EXPECT_EQ(history.estimate(1).samples, 19u);
    history.add({1, 200, {}});
    EXPECT_EQ(history.estimate(1).range, (core::WaitRange{100, 180}));
}

TEST(WaitHistory, LooksAtPlacesLikeHisOnly) {
    core::WaitHistory history;
    for (std::uint32_t i = 0; i < 30; ++i) {
        history.add({1, 60, {}});
        history.add({20, 1200, {}});
    }
    EXPECT_EQ(history.estimate(2).range.half, 60u);
    EXPECT_EQ(history.estimate(18).range.half, 1200u);
    EXPECT_FALSE(history.estimate(8).range.known());
}

TEST(WaitHistory, ForgetsTheOldestAndCountsWhatCameTrue) {
    core::WaitHistory history;
    for (int i = 0; i < 10; ++i) history.add({1, 999, {}});
    const core::WaitRange told{60, 120};
    for (std::size_t i = 0; i < core::WaitHistory::kSamplesMax; ++i) {
        history.add({1, i % 4 == 0 ? 30U : i % 4 == 1 ? 90U : i % 4 == 2 ? 120U : 121U, told});
    }
    EXPECT_EQ(history.samples().size(), core::WaitHistory::kSamplesMax);
    const auto coverage = history.coverage();
    EXPECT_EQ(coverage.told, 256u);
    EXPECT_EQ(coverage.not_longer, 192u);
    EXPECT_EQ(coverage.within, 128u);
}

TEST(WaitHistory, IsFilledByWhoWaitedAndToldToWhoComesNext) {
    Story story;
    story.online("Anna", 1);
    story.customer_writes("first", "hello");
    for (int i = 0; i < 25; ++i) {
        const auto name = "c" + std::to_string(i);
        story.customer_writes(name, "hello");
        story.play.pass(std::chrono::seconds(60 + i));
        const auto& agent = *story.play.workspace().find(story.agents["Anna"]);
        story.as("Anna", core::ResolveConversation{*agent.holding.begin()});
        EXPECT_EQ(story.assignee(name), "Anna");
    }
    story.customer_writes("next", "hello");
    const auto& next = story.conversation("next");
    EXPECT_EQ(next.routing.told.place, 1u);
    const auto view = core::customer_view(story.play.workspace(), next, 1);
    EXPECT_EQ(view.wait, (core::WaitRange{72, 82}));
    EXPECT_EQ(next.routing.told.range, view.wait) << "what he is told is on record";
}

}  // namespace
}  // namespace usher::test
