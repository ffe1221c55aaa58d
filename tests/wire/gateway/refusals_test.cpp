// Goal: what may not be is refused as docs/protocol.md says: at the door, at the hello, frame by
// frame, with the code a client can act upon, and without telling anybody what is not his.
#include <gtest/gtest.h>

#include "tests/support/frame_client.hpp"
#include "tests/support/gateway_stage.hpp"

namespace usher::test {
namespace {

class RefusalsTest : public testing::Test {
  protected:
    void start() { stage.start(); }
    std::string status(ClientOptions options) {
        return CustomerFrames(stage.port(), std::move(options)).status();
    }
    int close_code_of(v1::CustomerHello hello) {
        if (hello.site_key().empty()) hello.set_site_key("site_test");
        Customer customer(stage.port());
        v1::CustomerFrame frame;
        *frame.mutable_hello() = std::move(hello);
        customer.send(frame);
        return customer.close_code();
    }
    GatewayStage stage;
};

TEST_F(RefusalsTest, AtTheDoor) {
    start();
    const auto customer = [&](std::string origin, std::string protocol = "usher.v1") {
        return status({"/ws/customer", std::move(origin), std::move(protocol)});
    };
    EXPECT_EQ(customer("https://shop.example"), "101");
    EXPECT_EQ(customer("https://SHOP.example:443"), "101");
    EXPECT_EQ(customer("https://hub.example"), "101");
    EXPECT_EQ(customer(""), "403");
    EXPECT_EQ(customer("null"), "403");
    EXPECT_EQ(customer("https://shop.example.evil.example"), "403");
    EXPECT_EQ(customer("https://evilshop.example"), "403");
    EXPECT_EQ(customer("http://shop.example"), "403");
    EXPECT_EQ(customer("https://shop.example:8443"), "403");
    EXPECT_EQ(customer("https://shop.example", ""), "400");
    EXPECT_EQ(customer("https://shop.example", "usher.v2"), "400");
    EXPECT_EQ(customer("https://shop.example", "chat, usher.v1+json"), "101");
    const auto agent = [&](std::string origin) {
        return status({"/ws/agent", std::move(origin), "usher.v1"});
    };
    EXPECT_EQ(agent("https://hub.example"), "101");
    EXPECT_EQ(agent("https://shop.example"), "403");
    EXPECT_EQ(agent(""), "403");
    EXPECT_EQ(agent("null"), "403");
    // The raw client says Host: hub.example, without TLS: the page came from where it connects to.
    stage.call([this] { stage.gateway().set_own_origins({}); });
    EXPECT_EQ(agent("http://hub.example"), "101");
    EXPECT_EQ(agent("https://hub.example"), "403");
    EXPECT_EQ(agent("http://hub.example:8080"), "403");
}

TEST_F(RefusalsTest, TheSiteDecidesItsOrigins) {
    start();
    stage.append(core::DefineInbox{{InboxId(Bits128{8, 8}),
                                    "Other",
                                    "web",
                                    stage.queue,
                                    "site_other",
                                    {"https://other.example"},
                                    ""}});
    stage.await(
        [&] { return stage.gateway().workspace(stage.workspace)->state().inboxes.size() == 2; });
    Customer stranger(stage.port(), "usher.v1", "https://other.example");
    v1::CustomerFrame hello;
    hello.mutable_hello()->set_site_key("site_test");
    stranger.send(hello);
    EXPECT_EQ(stranger.close_code(), 4004);
    v1::CustomerHello other;
    other.set_site_key("site_other");
    Customer(stage.port(), "usher.v1", "https://other.example").hello(other);
}

TEST_F(RefusalsTest, Hellos) {
    stage.options.hello_timeout = std::chrono::milliseconds(50);
    start();
    v1::CustomerHello hello;
    hello.set_site_key("site_nobody");
    EXPECT_EQ(close_code_of(hello), 4004);
    EXPECT_EQ(Customer(stage.port()).close_code(), 4001);
    EXPECT_EQ(Agent(stage.port()).close_code(), 4001);
    Customer hasty(stage.port());
    hasty.say("before the hello");
    EXPECT_EQ(hasty.close_code(), 4000);
    Customer twice(stage.port());
    twice.hello();
    v1::CustomerFrame again;
    again.mutable_hello()->set_site_key("site_test");
    twice.send(again);
    EXPECT_EQ(twice.close_code(), 4000);
}

TEST_F(RefusalsTest, TokensThatAreNotGood) {
    start();
    const gateway::SignedCustomerTokens ours(stage.options.key), theirs(std::string(32, 'x'));
    const auto now = stage.loop().now();
    const ContactId contact(Bits128{3, 3});
    const auto with = [](std::string token) {
        v1::CustomerHello hello;
        hello.set_token(std::move(token));
        return hello;
    };
    const auto good = ours.issue(stage.workspace, stage.inbox, contact, now);
    EXPECT_EQ(Customer(stage.port()).hello(with(good)).contact_id(), contact.text());
    const auto old = ours.issue(stage.workspace, stage.inbox, contact, now - std::chrono::days(91));
    EXPECT_EQ(close_code_of(with(old)), 4010);
    EXPECT_EQ(close_code_of(with(theirs.issue(stage.workspace, stage.inbox, contact, now))), 4011);
    EXPECT_EQ(
        close_code_of(with(ours.issue(WorkspaceId(Bits128{4, 4}), stage.inbox, contact, now))),
        4011);
    EXPECT_EQ(
        close_code_of(with(ours.issue(stage.workspace, InboxId(Bits128{4, 4}), contact, now))),
        4011);
    for (std::string bad : {std::string(" "), std::string(1, '\0'), std::string("alg:none"),
                            good.substr(1), good.substr(0, good.size() - 1), good + "x"}) {
        EXPECT_EQ(close_code_of(with(bad)), 4011);
    }
    for (std::size_t at : {0, 1, 20, 40, 60, 70, 96}) {
        auto flipped = good;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        EXPECT_EQ(close_code_of(with(flipped)), 4011) << at;
    }
    const auto day_old =
        ours.issue(stage.workspace, stage.inbox, contact, now - std::chrono::hours(25));
    EXPECT_FALSE(Customer(stage.port()).hello(with(day_old)).token().empty());
}

TEST_F(RefusalsTest, TicketsWorkOnceAndSoon) {
    start();
    const auto ticket = stage.ticket(stage.mia);
    Agent mia(stage.port());
    EXPECT_TRUE(mia.hello(ticket).back().has_synced());
    for (const auto& bad : {ticket, std::string(), std::string("nonsense"), ticket.substr(4)}) {
        Agent thief(stage.port());
        EXPECT_TRUE(thief.hello(bad).empty());
        EXPECT_EQ(thief.close_code(), 4001);
    }
    std::string stale;
    stage.call([&] {
        stale = stage.gateway().tickets().issue({stage.mia, stage.workspace, {}},
                                                stage.loop().now() - std::chrono::seconds(31));
    });
    Agent late(stage.port());
    late.hello(stale);
    EXPECT_EQ(late.close_code(), 4001);
}

TEST_F(RefusalsTest, MessagesOfTheWrongKind) {
    start();
    Customer binary(stage.port());
    binary.raw().send_text("{}");
    EXPECT_EQ(binary.close_code(), 1003);
    Customer json(stage.port(), "usher.v1+json");
    json.raw().send_binary("");
    EXPECT_EQ(json.close_code(), 1003);
    Customer malformed(stage.port());
    malformed.raw().send_binary("\xff\xff\xff");
    EXPECT_EQ(malformed.close_code(), 4000);
    Customer broken(stage.port(), "usher.v1+json");
    broken.raw().send_text("{\"frames\":");
    EXPECT_EQ(broken.close_code(), 4000);
    Customer big(stage.port());
    big.hello();
    big.raw().send_binary(std::string(65 * 1024, 'x'));
    EXPECT_EQ(big.close_code(), 1009);
    Customer newer(stage.port(), "usher.v1+json");
    newer.raw().send_text(
        R"({"frames":[{"hello":{"siteKey":"site_test","mood":"good"}},{"dance":{}}]})");
    newer.await_kind(v1::CustomerServerFrame::kWelcome);
    newer.settled();
}

TEST_F(RefusalsTest, TextsAndIds) {
    start();
    Customer ana(stage.port());
    ana.hello();
    EXPECT_EQ(ana.rejection_of(ana.say("")).code(), "empty");
    EXPECT_EQ(ana.rejection_of(ana.say(" \n\t\u00a0 ")).code(), "empty");
    EXPECT_EQ(ana.rejection_of(ana.say(std::string(16385, 'a'))).code(), "too_long");
    EXPECT_EQ(ana.rejection_of(ana.say("hi", "not-a-uuid")).code(), "invalid");
    const auto key = new_command_id();
    v1::CustomerFrames batch;
    auto& send = *batch.add_frames()->mutable_send();
    send.set_command_id(key);
    send.mutable_text()->set_text("XXXX");
    auto bytes = batch.SerializeAsString();
    bytes.replace(bytes.find("XXXX"), 4, "\xff\xfe\xfd\xfc");
    ana.raw().send_binary(bytes);
    EXPECT_EQ(ana.rejection_of(key).code(), "not_utf8");
    EXPECT_EQ(ana.say_and_see(std::string(16384, 'a')).message().parts(0).text().text().size(),
              16384u);

    Agent mia(stage.port());
    mia.hello(stage.ticket(stage.mia));
    EXPECT_EQ(mia.rejection_of(mia.say("cnv_nonsense", "hi")).code(), "unknown_conversation");
    EXPECT_EQ(mia.rejection_of(mia.say("", "hi")).code(), "unknown_conversation");
}

TEST_F(RefusalsTest, WhatIsSomebodyElsesIsAsIfItWereNot) {
    start();
    Customer ana(stage.port()), eve(stage.port());
    ana.hello();
    const auto conversation = ana.say_and_see("a secret").conversation_id();
    eve.hello_again(eve, conversation, 0);
    std::vector<std::string> answers;
    for (const auto& id : {conversation, ConversationId(Bits128{6, 6}).text(), std::string("cnv_x"),
                           std::string()}) {
        v1::CustomerFrame ask;
        ask.mutable_history()->set_conversation_id(id);
        eve.send(ask);
        answers.push_back(
            eve.await_kind(v1::CustomerServerFrame::kRejected).rejected().SerializeAsString());
        v1::CustomerFrame receipt;
        receipt.mutable_receipt()->set_conversation_id(id);
        receipt.mutable_receipt()->set_read_seq(1);
        eve.send(receipt);
    }
    for (const auto& answer : answers) EXPECT_EQ(answer, answers.front());
    const auto version = stage.state().version;
    eve.settled();
    ana.say_and_see("still mine");
    EXPECT_EQ(stage.state().version, version + 1);
    for (const auto& frame : eve.settled()) EXPECT_FALSE(frame.has_events());
}

TEST_F(RefusalsTest, TooFastIsToldAndAFloodIsClosed) {
    stage.options.customer_rate = {5, 0.001};
    start();
    Customer ana(stage.port());
    ana.hello();
    for (int i = 0; i < 5; ++i) ana.say("quick");
    const auto refused = ana.rejection_of(ana.say("too quick"));
    EXPECT_EQ(refused.code(), "too_fast");
    EXPECT_GT(refused.retry_after_ms(), 0u);
    for (int i = 0; i < 60; ++i) ana.say("flood");
    EXPECT_EQ(ana.close_code(), 4029);
}

TEST_F(RefusalsTest, FullAndStoppingHubsAnswer503) {
    stage.options.sessions_max = 1;
    start();
    Customer ana(stage.port());
    ana.hello();
    EXPECT_EQ(status({"/ws/customer", "https://shop.example", "usher.v1"}), "503");
}

}  // namespace
}  // namespace usher::test
