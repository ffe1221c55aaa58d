// Goal: the same command twice has one effect and one answer; another body under the same id is refused.
#include "hub/base/uuid.hpp"
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

TEST(Idempotency, WhatIsDecidedAfterAClockWasSetBackIsRemembered) {
    core::RecentKeys keys;
    const auto caller = core::Actor::contact(ContactId(Bits128{1, 2}));
    keys.remember(caller, "before", {}, Story::kStart, 1);
    keys.remember(caller, "ahead", {}, Story::kStart + 1h, 2);
    EXPECT_EQ(keys.find(caller, "before"), nullptr) << "older than what is kept";
    keys.remember(caller, "after", {}, Story::kStart + 1min, 3);
    EXPECT_NE(keys.find(caller, "after"), nullptr);
    EXPECT_NE(keys.find(caller, "ahead"), nullptr);
    EXPECT_EQ(keys.floor().at, Story::kStart) << "later ones need not be asked for";
    keys.remember(caller, "much later", {}, Story::kStart + 50min, 4);
    EXPECT_EQ(keys.find(caller, "after"), nullptr);
    EXPECT_NE(keys.find(caller, "ahead"), nullptr) << "until time gets there";
}

TEST(Idempotency, ASnapshotKeepsTheOrderOfTime) {
    core::RecentKeys keys;
    const auto caller = core::Actor::contact(ContactId(Bits128{1, 2}));
    for (const auto minutes : {5, 1, 9, 3}) {
        keys.remember(caller, std::to_string(minutes), {},
                      Story::kStart + std::chrono::minutes(minutes), 1);
    }
    const auto kept = keys.kept();
    ASSERT_EQ(kept.size(), 4U);
    EXPECT_TRUE(std::ranges::is_sorted(kept, {}, &core::RecentKeys::Kept::at));
}

TEST(Idempotency, AnIdOfATimeToComeIsKeptUntilThen) {
    core::RecentKeys keys;
    const auto caller = core::Actor::contact(ContactId(Bits128{1, 2}));
    const auto id = uuid_v7(Story::kStart + 1h, {});
    keys.remember(caller, id, {}, Story::kStart, 1);
    for (auto minute = 0min; minute < 60min; minute += 5min) {
        keys.remember(caller, "at " + std::to_string(minute.count()), {}, Story::kStart + minute,
                      2);
        EXPECT_NE(keys.find(caller, id), nullptr) << "its time says that memory would know it";
    }
}

}  // namespace
}  // namespace usher::test
