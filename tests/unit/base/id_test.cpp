// Goal: ids survive being written and read, refuse foreign text, and never collide within one entropy.
#include "hub/base/id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace usher {
namespace {

const Entropy kEntropy{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

TEST(Id, RoundTripsThroughText) {
    const auto id = ConversationId::make(from_ms(1'790'000'000'123), kEntropy);
    EXPECT_EQ(id.text().size(), 30U);
    EXPECT_EQ(ConversationId::parse(id.text()), id);
}

TEST(Id, RefusesAnotherKindAndBrokenText) {
    const auto text = ConversationId::make(from_ms(1'790'000'000'123), kEntropy).text();
    EXPECT_FALSE(ContactId::parse(text));
    EXPECT_FALSE(ConversationId::parse(text.substr(0, 29)));
    EXPECT_FALSE(ConversationId::parse("cnv_8" + std::string(25, '0')));  // above 128 bits
    EXPECT_FALSE(ConversationId::parse("cnv_" + std::string(25, '0') + "U"));
    EXPECT_FALSE(ConversationId::parse(""));
}

TEST(Id, SeveralFromOneEntropyDiffer) {
    std::set<Bits128> seen;
    for (std::uint32_t i = 0; i < 10'000; ++i) seen.insert(make_ulid(from_ms(1), kEntropy, i));
    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Id, SortsByTime) {
    EXPECT_LT(MessageId::make(from_ms(1000), kEntropy), MessageId::make(from_ms(1001), Entropy{}));
}

}  // namespace
}  // namespace usher
