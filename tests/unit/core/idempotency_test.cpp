// Goal: the same command twice has one effect and one answer; another body under the same id is refused.
#include "hub/core/apply.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

TEST(Idempotency, TheSameMessageTwiceIsStoredOnce) {
    Story story;
    story.customer_writes("Mia", "hello", "id-1");
    const auto messages = story.count<core::MessageAdded>();
    const auto& again = story.customer_writes("Mia", "hello", "id-1");
    EXPECT_EQ(story.count<core::MessageAdded>(), messages);
    ASSERT_EQ(again.outcomes.size(), 1U);
    const auto& duplicate = std::get<core::Duplicate>(again.outcomes[0].result);
    EXPECT_EQ(duplicate.conversation, story.conversation("Mia").id);
    EXPECT_GT(duplicate.seq, 0U);
}

TEST(Idempotency, AnotherTextUnderTheSameIdIsAConflict) {
    Story story;
    story.customer_writes("Mia", "hello", "id-1");
    EXPECT_EQ(Story::rejection(story.customer_writes("Mia", "goodbye", "id-1")), "conflict");
}

TEST(Idempotency, TheIdBelongsToItsSender) {
    Story story;
    story.customer_writes("Mia", "hello", "id-1");
    story.customer_writes("Tom", "hello", "id-1");
    EXPECT_EQ(story.count<core::MessageAdded>(), 2U);
}

TEST(Idempotency, HoldsAfterTheLogIsReplayed) {
    Story story;
    story.customer_writes("Mia", "hello", "id-1");
    core::Workspace replayed;
    for (const auto& entry : story.play.log()) core::apply(replayed, entry);
    core::SendMessage send{{}, story.inbox, "hello", {}, false, {}, {}};
    const core::Command command{"id-1", core::Actor::contact(story.contact("Mia")), {},
                                story.play.now(), {}, send};
    EXPECT_TRUE(std::holds_alternative<core::Duplicate>(
        core::decide(replayed, command, story.play.now())));
}

TEST(Idempotency, MemoryOfIdsIsBounded) {
    core::RecentKeys keys;
    const auto caller = core::Actor::contact(ContactId(Bits128{1, 2}));
    for (std::size_t i = 0; i < core::RecentKeys::kKeysMax + 10; ++i) {
        keys.remember(caller, std::to_string(i), {}, Story::kStart, i + 1);
    }
    EXPECT_EQ(keys.size(), core::RecentKeys::kKeysMax);
    EXPECT_EQ(keys.find(caller, "0"), nullptr);
    EXPECT_NE(keys.find(caller, std::to_string(core::RecentKeys::kKeysMax + 9)), nullptr);
}

}  // namespace
}  // namespace usher::test
