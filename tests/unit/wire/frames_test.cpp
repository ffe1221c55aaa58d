// Goal: what the sockets' frames say survives the way to bytes and back, in both encodings, and
// what is no frame of ours is told apart from what is merely newer.
#include <gtest/gtest.h>

#include "hub/wire/agent_frames.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/customer_frames.hpp"
#include "usher/v1/agent.pb.h"
#include "usher/v1/customer.pb.h"

namespace usher::wire {
namespace {

template <class IdType>
IdType id(std::uint64_t n) {
    return IdType(Bits128{n, n});
}
const auto kConversation = id<ConversationId>(7);

std::string bytes_of(const v1::CustomerFrames& batch) {
    return batch.SerializeAsString();
}

TEST(CustomerFramesTest, ReadsEveryKindInOneBatch) {
    v1::CustomerFrames batch;
    auto& hello = *batch.add_frames()->mutable_hello();
    hello.set_site_key("site_demo");
    hello.set_token(std::string("\0\xff", 2));
    hello.set_conversation_id(kConversation.text());
    hello.set_after_seq(9);
    auto& send = *batch.add_frames()->mutable_send();
    send.set_command_id("c1");
    send.mutable_text()->set_text("Grüße");
    send.mutable_page()->set_url("https://shop.example/cart");
    batch.add_frames()->mutable_receipt()->set_read_seq(4);
    batch.add_frames()->mutable_typing()->set_state(v1::TYPING);
    batch.add_frames()->mutable_history()->set_limit(20);
    batch.add_frames()->mutable_update()->set_email("a@b.example");
    batch.add_frames()->mutable_ping()->set_nonce(3);

    auto frames = decode_customer_frames(bytes_of(batch), Encoding::binary);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), 7u);
    const auto& read_hello = std::get<CustomerHello>((*frames)[0]);
    EXPECT_EQ(read_hello.token, hello.token());
    EXPECT_EQ(read_hello.conversation, kConversation);
    EXPECT_EQ(read_hello.after_seq, 9u);
    EXPECT_EQ(std::get<CustomerSend>((*frames)[1]).text, "Grüße");
    EXPECT_EQ(std::get<CustomerSend>((*frames)[1]).page.url, "https://shop.example/cart");
    EXPECT_EQ(std::get<CustomerReceipt>((*frames)[2]).read_seq, 4u);
    EXPECT_EQ(std::get<CustomerTyping>((*frames)[3]).state, TypingState::typing);
    EXPECT_EQ(std::get<CustomerHistory>((*frames)[4]).limit, 20u);
    EXPECT_EQ(std::get<CustomerUpdate>((*frames)[5]).email, "a@b.example");
    EXPECT_EQ(std::get<Ping>((*frames)[6]).nonce, 3u);
}

TEST(CustomerFramesTest, JsonIgnoresWhatItDoesNotKnow) {
    auto frames = decode_customer_frames(
        R"({"frames":[{"send":{"commandId":"c","text":{"text":"hi"},"mood":"good"}},{"dance":{}}]})",
        Encoding::json);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), 2u);
    EXPECT_EQ(std::get<CustomerSend>((*frames)[0]).text, "hi");
    EXPECT_TRUE(std::holds_alternative<UnknownFrame>((*frames)[1]));
}

TEST(CustomerFramesTest, RefusesWhatIsNoBatch) {
    EXPECT_FALSE(decode_customer_frames("\xff\xff\xff", Encoding::binary));
    EXPECT_FALSE(decode_customer_frames("{\"frames\":7}", Encoding::json));
    EXPECT_FALSE(decode_customer_frames("hello", Encoding::json));
    EXPECT_TRUE(decode_customer_frames("", Encoding::binary)->empty());
}

TEST(CustomerFramesTest, TextThatIsNoUtf8NamesItsCommandAndSparesTheOthers) {
    v1::CustomerFrames good;
    good.add_frames()->mutable_ping()->set_nonce(5);
    auto& send = *good.add_frames()->mutable_send();
    send.set_command_id("c1");
    send.mutable_text()->set_text("XXXX");
    auto bytes = bytes_of(good);
    bytes.replace(bytes.find("XXXX"), 4, "X\xc3\x28X");

    auto frames = decode_customer_frames(bytes, Encoding::binary);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), 2u);
    EXPECT_EQ(std::get<NotUtf8>((*frames)[0]).command_id, "c1");
    EXPECT_EQ(std::get<Ping>((*frames)[1]).nonce, 5u);
}

TEST(AgentFramesTest, AnIdThatIsNoneIsNobodyAndNotAbsent) {
    v1::AgentFrames batch;
    batch.add_frames()->mutable_assign()->set_agent_id("agt_nonsense");
    batch.add_frames()->mutable_assign()->set_conversation_id(kConversation.text());
    auto frames = decode_agent_frames(batch.SerializeAsString(), Encoding::binary);
    ASSERT_TRUE(frames);
    EXPECT_EQ(std::get<AgentAssign>((*frames)[0]).agent, AgentId(kNobody));
    EXPECT_TRUE(std::get<AgentAssign>((*frames)[1]).agent.empty());
    EXPECT_EQ(std::get<AgentAssign>((*frames)[1]).conversation, kConversation);
}

TEST(AgentFramesTest, NotUtf8IsFoundInTheAgentsSendToo) {
    v1::AgentFrames batch;
    auto& send = *batch.add_frames()->mutable_send();
    send.set_command_id("c9");
    send.set_conversation_id(kConversation.text());
    send.mutable_text()->set_text("XX");
    auto bytes = batch.SerializeAsString();
    bytes.replace(bytes.find("XX"), 2, "\xff\xfe");
    auto frames = decode_agent_frames(bytes, Encoding::binary);
    ASSERT_TRUE(frames);
    EXPECT_EQ(std::get<NotUtf8>(frames->front()).command_id, "c9");
}

core::Event message(std::uint64_t seq, std::string text) {
    core::Event event;
    event.conversation = kConversation;
    event.seq = seq;
    event.occurred = from_ms(1000);
    event.recorded = from_ms(1001);
    event.actor = core::Actor::contact(id<ContactId>(1));
    event.key = "key";
    event.body = core::MessageAdded{id<MessageId>(2), core::Direction::inbound, std::move(text),
                                    "en", from_ms(999)};
    return event;
}

TEST(EventRunTest, StoredBytesArriveInBothSocketsBatches) {
    const auto first = encode_event(message(4, "one")), second = encode_event(message(5, "two"));
    const std::vector<std::string_view> events{first, second};
    const auto bytes = encode(EventRun{kConversation, 3, 5, events}, Encoding::binary);

    v1::CustomerServerFrames customer;
    v1::AgentServerFrames agent;
    ASSERT_TRUE(customer.ParseFromString(bytes));
    ASSERT_TRUE(agent.ParseFromString(bytes));
    for (const auto& run : {customer.frames(0).events(), agent.frames(0).events()}) {
        EXPECT_EQ(run.conversation_id(), kConversation.text());
        EXPECT_EQ(run.after_seq(), 3u);
        EXPECT_EQ(run.through_seq(), 5u);
        ASSERT_EQ(run.events_size(), 2);
        EXPECT_EQ(run.events(1).message().parts(0).text().text(), "two");
    }
    EXPECT_EQ(bytes.capacity(), bytes.size());
}

TEST(EventRunTest, JsonSaysTheSame) {
    const auto first = encode_event(message(1, "one"));
    const std::vector<std::string_view> events{first};
    const auto json = encode(EventRun{kConversation, 0, 1, events}, Encoding::json);
    EXPECT_NE(json.find("\"throughSeq\":\"1\""), std::string::npos) << json;
    EXPECT_NE(json.find("\"text\":\"one\""), std::string::npos) << json;
}

TEST(EventRunTest, HistoryPageCarriesTheRun) {
    const auto first = encode_event(message(1, "one"));
    const std::vector<std::string_view> events{first};
    for (bool complete : {false, true}) {
        v1::AgentServerFrames batch;
        ASSERT_TRUE(batch.ParseFromString(encode_history_page(EventRun{kConversation, 0, 1, events},
                                                              complete, Encoding::binary)));
        EXPECT_EQ(batch.frames(0).history_page().page().events(0).seq(), 1u);
        EXPECT_EQ(batch.frames(0).history_page().complete(), complete);
    }
}

TEST(EventRunTest, SlicesOfALogEntryAreItsEvents) {
    core::LogEntry entry;
    entry.version = 3;
    entry.epoch = "e";
    entry.events = {message(1, "one"), message(2, "two")};
    const auto bytes = encode_log_entry(entry);
    auto slices = event_slices(bytes);
    ASSERT_TRUE(slices);
    ASSERT_EQ(slices->size(), 2u);
    EXPECT_EQ((*slices)[0], encode_event(entry.events[0]));
    EXPECT_EQ((*slices)[1], encode_event(entry.events[1]));
    EXPECT_FALSE(event_slices("\x32\x7f too short"));
}

TEST(ServerFramesTest, BinaryBatchesMergeByConcatenation) {
    const auto bytes = encode(Pong{1, from_ms(5)}, Encoding::binary) +
                       encode(Rejected{"c", "too_fast", "Slower.", std::chrono::milliseconds(250)},
                              Encoding::binary) +
                       encode(Accepted{"d"}, Encoding::binary);
    v1::CustomerServerFrames batch;
    ASSERT_TRUE(batch.ParseFromString(bytes));
    ASSERT_EQ(batch.frames_size(), 3);
    EXPECT_EQ(batch.frames(0).pong().server_ms(), 5);
    EXPECT_EQ(batch.frames(1).rejected().retry_after_ms(), 250u);
    EXPECT_EQ(batch.frames(2).accepted().command_ids(0), "d");
}

TEST(ServerFramesTest, SummariesKeepTheirFields) {
    core::ConversationSummary summary;
    summary.id = kConversation;
    summary.contact_name = "Amber Heron";
    summary.status = core::ConversationStatus::resolved;
    summary.clocks[0] = {core::SlaTarget::first_response,
                         1,
                         core::ClockState::met,
                         from_ms(1),
                         from_ms(2),
                         from_ms(2),
                         {}};
    summary.preview = {"hi", core::Role::contact, false};
    summary.unread = 3;
    const std::vector list{summary};
    v1::AgentServerFrames batch;
    ASSERT_TRUE(batch.ParseFromString(encode(ConversationsChanged{list, 12}, Encoding::binary)));
    const auto& changed = batch.frames(0).conversations_changed();
    EXPECT_EQ(changed.position(), 12u);
    const auto& read = changed.conversations(0);
    EXPECT_EQ(read.status(), v1::RESOLVED);
    EXPECT_EQ(read.clocks_size(), 1);
    EXPECT_EQ(read.clocks(0).state(), v1::MET);
    EXPECT_EQ(read.preview().role(), v1::CONTACT);
    EXPECT_EQ(read.unread(), 3u);
    EXPECT_FALSE(read.has_page());
}

TEST(LiveSignalTest, SurvivesTheWay) {
    const LiveSignal sent{id<GatewayId>(1), id<ContactId>(2),
                          Typing{kConversation, core::Actor::agent(id<AgentId>(3), "Mia"),
                                 TypingState::stopped, true}};
    auto read = decode_live_signal(encode_live_signal(sent));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->gateway, sent.gateway);
    EXPECT_EQ(read->contact, sent.contact);
    const auto& typing = std::get<Typing>(read->body);
    EXPECT_EQ(typing.actor.name, "Mia");
    EXPECT_EQ(typing.state, TypingState::stopped);
    EXPECT_TRUE(typing.note);
    EXPECT_FALSE(decode_live_signal("\xff"));
    EXPECT_FALSE(decode_live_signal(""));
}

}  // namespace
}  // namespace usher::wire
