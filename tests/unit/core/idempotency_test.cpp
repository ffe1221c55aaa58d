// Goal: the same command twice has one effect and one answer; another body under the same id is
// refused.
#include "hub/base/uuid.hpp"
#include "hub/core/apply.hpp"
#include "hub/core/recall.hpp"
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
    const core::Command command{
        "id-1", core::Actor::contact(story.contact("Mia")), {}, story.play.now(), {}, send};
    EXPECT_TRUE(
        std::holds_alternative<core::Duplicate>(core::decide(replayed, command, story.play.now())));
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

TEST(Idempotency, ABusyHubTellsNewIdsFromOldOnesWithoutAskingTheArchive) {
    core::Workspace workspace;
    auto& keys = workspace.recent;
    const auto caller = core::Actor::contact(ContactId(Bits128{1, 2}));
    const auto id_of = [](std::uint64_t i) {
        Entropy entropy{};
        for (std::size_t byte = 0; byte < 4; ++byte) entropy[12 + byte] = i >> (8 * byte) & 0xff;
        return uuid_v7(Story::kStart + std::chrono::milliseconds(i / 10), entropy);
    };
    constexpr std::uint64_t kMany = 500'000;  // 10 a millisecond: 50 s
    for (std::uint64_t i = 0; i < kMany; ++i) {
        keys.remember(caller, id_of(i), {}, Story::kStart + std::chrono::milliseconds(i / 10),
                      i + 1);
    }
    const auto asks = [&](std::uint64_t i) {
        const core::Command command{id_of(i), caller, {}, Story::kStart, {}, core::SendMessage{}};
        return core::question_before(workspace, command, {}, Story::kStart).has_value();
    };
    for (std::uint64_t i = 0; i < kMany - core::RecentKeys::kKeysMax; i += 97) {
        ASSERT_TRUE(asks(i)) << "it was decided, and memory alone cannot say how";
    }
    int asked = 0;
    for (std::uint64_t i = kMany; i < kMany + 10'000; ++i) asked += asks(i);
    EXPECT_LT(asked, 50) << "of 10,000 new ones";
}

TEST(Idempotency, WhatIsTooOldToBeToldApartIsAskedOfTheArchive) {
    core::SeenKeys seen;
    const auto minutes = [](int n) { return Story::kStart + std::chrono::minutes(n); };
    for (std::uint64_t i = 0; i < core::SeenKeys::kGenerationKeys * 2; ++i) {
        seen.add({i * 0x9e3779b97f4a7c15ULL, i * 0xd6e8feb86659fd93ULL},
                 minutes(i < core::SeenKeys::kGenerationKeys ? 1 : 2));
    }
    ASSERT_EQ(seen.generations().size(), 2U);
    EXPECT_EQ(seen.forget(minutes(1)), std::nullopt);
    EXPECT_EQ(seen.forget(minutes(2)), minutes(1));
    EXPECT_EQ(seen.generations().size(), 1U);
    EXPECT_FALSE(seen.may_contain({0x9e3779b97f4a7c15ULL * 3, 0xd6e8feb86659fd93ULL * 3}));
}

}  // namespace
}  // namespace usher::test
