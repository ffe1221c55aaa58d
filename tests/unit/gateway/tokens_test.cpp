// Goal: tokens and tickets say who somebody is, to us alone and for their time, and nothing else
// can.
#include <gtest/gtest.h>

#include <set>

#include "hub/gateway/customer_token.hpp"
#include "hub/gateway/rate_limit.hpp"
#include "hub/gateway/tickets.hpp"

namespace usher::gateway {
namespace {

using namespace std::chrono_literals;
const Timestamp kNow{std::chrono::seconds(1'790'000'000)};
const WorkspaceId kWorkspace(Bits128{1, 2});
const InboxId kInbox(Bits128{3, 4});
const ContactId kContact(Bits128{5, 6});
const TicketHolder kHolder{AgentId(Bits128{1, 1}), kWorkspace, SessionId(Bits128{2, 2}), 3};

TEST(CustomerTokenTest, SaysWhoAndUntilWhen) {
    const SignedCustomerTokens tokens("key");
    const auto token = tokens.verify(tokens.issue(kWorkspace, kInbox, kContact, kNow), kNow);
    ASSERT_TRUE(token);
    EXPECT_EQ(*token, (CustomerToken{kWorkspace, kInbox, kContact, kNow, kNow + 24h * 90}));
}

TEST(CustomerTokenTest, EndsAtItsInstant) {
    const SignedCustomerTokens tokens("key");
    const auto bytes = tokens.issue(kWorkspace, kInbox, kContact, kNow);
    EXPECT_TRUE(tokens.verify(bytes, kNow + 24h * 90 - 1ms));
    EXPECT_EQ(tokens.verify(bytes, kNow + 24h * 90).error(), TokenFault::expired);
}

TEST(CustomerTokenTest, EveryBitIsUnderTheSignature) {
    const SignedCustomerTokens tokens("key");
    const auto good = tokens.issue(kWorkspace, kInbox, kContact, kNow);
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x10);
        ASSERT_FALSE(tokens.verify(bad, kNow)) << i;
        ASSERT_EQ(tokens.verify(bad, kNow).error(), TokenFault::invalid);
        ASSERT_FALSE(tokens.verify(good.substr(0, i), kNow));
    }
    EXPECT_FALSE(SignedCustomerTokens("other").verify(good, kNow));
}

TEST(TicketTest, WorksOnceWithinItsTime) {
    SignedTickets tickets("key");
    const auto ticket = tickets.issue(kHolder, kNow);
    EXPECT_EQ(tickets.redeem(ticket, kNow + 29s), kHolder);
    EXPECT_EQ(tickets.redeem(ticket, kNow + 29s), std::nullopt);
    EXPECT_EQ(tickets.redeem(tickets.issue(kHolder, kNow), kNow + 30s), std::nullopt);
}

TEST(TicketTest, IsNeverTheSameAndHasOneSpelling) {
    SignedTickets tickets("key");
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(tickets.issue(kHolder, kNow));
    EXPECT_EQ(seen.size(), 1000u);
    const auto ticket = *seen.begin();
    EXPECT_EQ(tickets.redeem(ticket + "====", kNow), std::nullopt);
    EXPECT_EQ(tickets.redeem(" " + ticket, kNow), std::nullopt);
    EXPECT_EQ(tickets.redeem(ticket.substr(0, ticket.size() - 4), kNow), std::nullopt);
    EXPECT_EQ(SignedTickets("other").redeem(ticket, kNow), std::nullopt);
    EXPECT_TRUE(tickets.redeem(ticket, kNow));
}

TEST(TicketTest, ATokenIsNoTicket) {
    SignedTickets tickets("key");
    const SignedCustomerTokens tokens("key");
    EXPECT_FALSE(tickets.redeem(to_base64(tokens.issue(kWorkspace, kInbox, kContact, kNow)), kNow));
}

TEST(TokenBucketTest, GivesABurstThenItsRate) {
    TokenBucket bucket({3, 10}, kNow);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(kNow));
    EXPECT_FALSE(bucket.take(kNow));
    EXPECT_EQ(bucket.wait(), 100ms);
    EXPECT_FALSE(bucket.take(kNow + 99ms));
    EXPECT_TRUE(bucket.take(kNow + 101ms));
    EXPECT_FALSE(bucket.take(kNow + 101ms));
    EXPECT_FALSE(bucket.take(kNow - 1h)) << "a clock set back gives nothing";
    EXPECT_TRUE(bucket.take(kNow - 1h + 1s)) << "and takes nothing for long";
}

}  // namespace
}  // namespace usher::gateway
