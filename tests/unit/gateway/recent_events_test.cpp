// Goal: what memory says about a conversation is exactly what happened, or memory says that it does
// not know; it stays within its bounds.
#include <gtest/gtest.h>

#include "hub/gateway/recent_events.hpp"
#include "hub/wire/codec.hpp"

namespace usher::gateway {
namespace {

const ConversationId kOne(Bits128{1, 1}), kTwo(Bits128{2, 2});
constexpr BatchLimit kAll{1000, 1 << 20};

class RecentEventsTest : public testing::Test {
  protected:
    /// Odd numbers are messages, even ones clocks that only agents see.
    void happens(ConversationId conversation, std::uint64_t seq) {
        core::LogEntry entry;
        core::Event event;
        event.conversation = conversation;
        event.seq = seq;
        event.recorded = from_ms(1);
        event.actor = core::Actor::contact(ContactId(Bits128{9, 9}));
        if (seq % 2 == 1) {
            event.body = core::MessageAdded{
                MessageId(Bits128{1, seq}), core::Direction::inbound, "text", "", {}};
        } else {
            event.body = core::SlaClockStarted{};
        }
        auto bytes = std::make_shared<const std::string>(wire::encode_event(event));
        recent.add(event, *bytes, bytes);
        recent.trim();
    }
    static std::vector<std::uint64_t> seqs(const EventBatch& batch) {
        std::vector<std::uint64_t> out;
        for (const auto& event : batch.events) out.push_back(wire::decode_event(event.bytes)->seq);
        return out;
    }
    RecentEvents recent{10, 1 << 20};
};

TEST_F(RecentEventsTest, AfterIsEverythingOrNothing) {
    for (std::uint64_t seq = 1; seq <= 15; ++seq) happens(kOne, seq);
    EXPECT_FALSE(recent.after(kOne, 4, Audience::agents, kAll)) << "5 is not in memory any more";
    auto rest = recent.after(kOne, 5, Audience::agents, kAll);
    ASSERT_TRUE(rest);
    EXPECT_EQ(seqs(*rest), (std::vector<std::uint64_t>{6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
    EXPECT_TRUE(rest->complete);
    EXPECT_FALSE(recent.after(kTwo, 0, Audience::agents, kAll));
}

TEST_F(RecentEventsTest, ContactsSeeTheirShareOfTheSameRun) {
    for (std::uint64_t seq = 1; seq <= 6; ++seq) happens(kOne, seq);
    auto run = recent.after(kOne, 0, Audience::contact, kAll);
    ASSERT_TRUE(run);
    EXPECT_EQ(seqs(*run), (std::vector<std::uint64_t>{1, 3, 5}));
    EXPECT_EQ(run->through_seq, 6u);
}

TEST_F(RecentEventsTest, LimitsCutARunAtTheRightNumber) {
    for (std::uint64_t seq = 1; seq <= 8; ++seq) happens(kOne, seq);
    auto part = recent.after(kOne, 0, Audience::contact, {2, 1 << 20});
    ASSERT_TRUE(part);
    EXPECT_EQ(seqs(*part), (std::vector<std::uint64_t>{1, 3}));
    EXPECT_EQ(part->through_seq, 4u);
    EXPECT_FALSE(part->complete);
    auto one = recent.after(kOne, 0, Audience::agents, {100, 1});
    EXPECT_EQ(one->through_seq, 1u) << "one event at least";
}

TEST_F(RecentEventsTest, BeforeCountsFromTheNewest) {
    for (std::uint64_t seq = 1; seq <= 9; ++seq) happens(kOne, seq);
    auto page = recent.before(kOne, 0, Audience::contact, {3, 1 << 20});
    ASSERT_TRUE(page);
    EXPECT_EQ(seqs(*page), (std::vector<std::uint64_t>{5, 7, 9}));
    EXPECT_EQ(page->through_seq, 9u);
    EXPECT_FALSE(page->complete);
    auto older = recent.before(kOne, page->after_seq + 1, Audience::contact, {3, 1 << 20});
    ASSERT_TRUE(older);
    EXPECT_EQ(seqs(*older), (std::vector<std::uint64_t>{1, 3}));
    EXPECT_TRUE(older->complete);
    for (std::uint64_t seq = 10; seq <= 12; ++seq) happens(kOne, seq);
    EXPECT_FALSE(recent.before(kOne, 0, Audience::agents, kAll)) << "the start is not in memory";
    EXPECT_TRUE(recent.before(kOne, 0, Audience::agents, {5, 1 << 20}));
}

TEST_F(RecentEventsTest, TheOldestOfAllGoesFirst) {
    for (std::uint64_t seq = 1; seq <= 8; ++seq) happens(kOne, seq);
    for (std::uint64_t seq = 1; seq <= 6; ++seq) happens(kTwo, seq);
    EXPECT_EQ(recent.size(), 10u);
    EXPECT_TRUE(recent.after(kOne, 4, Audience::agents, kAll));
    EXPECT_FALSE(recent.after(kOne, 3, Audience::agents, kAll));
    EXPECT_TRUE(recent.after(kTwo, 0, Audience::agents, kAll));
    recent.clear();
    EXPECT_EQ(recent.bytes(), 0u);
}

TEST_F(RecentEventsTest, BytesAreBoundedToo) {
    RecentEvents small(1000, 2000);
    std::swap(recent, small);
    for (std::uint64_t seq = 1; seq <= 100; ++seq) happens(kOne, seq);
    EXPECT_LE(recent.bytes(), 2000u);
    EXPECT_GT(recent.size(), 2u);
}

}  // namespace
}  // namespace usher::gateway
