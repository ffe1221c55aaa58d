// Goal: every command gets exactly one answer from the right place, in bounds: pending ones find
// their senders, texts and ids are judged, the sink batches, refuses and recovers.
#include <gtest/gtest.h>

#include "hub/gateway/command_checks.hpp"
#include "hub/gateway/command_lane.hpp"
#include "hub/gateway/subprotocol.hpp"
#include "hub/gateway/viewers.hpp"
#include "hub/log/memory_streams.hpp"
#include "hub/wire/codec.hpp"

namespace usher::gateway {
namespace {

using namespace std::chrono_literals;
const auto kAna = core::Actor::contact(ContactId(Bits128{1, 1}));
const auto kBen = core::Actor::contact(ContactId(Bits128{2, 2}));

struct Caller : CommandCaller {
    std::vector<std::string> told;
    void on_accepted(const std::string& id) override { told.push_back("accepted " + id); }
    void on_unavailable(const std::string& id) override { told.push_back("unavailable " + id); }
    void on_rejected(const std::string& id, const core::Rejection& why) override {
        told.push_back(why.code + " " + id);
    }
    void on_settled(const std::string& id, const Settled& settled) override {
        told.push_back((settled.duplicate ? "again " : "done ") + id);
    }
};

class CommandLaneTest : public testing::Test {
  protected:
    core::Command command(std::string id, core::Actor from = kAna) {
        core::Command made;
        made.id = std::move(id);
        made.caller = std::move(from);
        made.body = core::SendMessage{};
        return made;
    }
    core::LogEntry entry_with(std::vector<std::pair<core::Actor, std::string>> events) {
        core::LogEntry entry;
        for (auto& [actor, key] : events) {
            core::Event event;
            event.conversation = ConversationId(Bits128{5, 5});
            event.seq = entry.events.size() + 1;
            event.actor = actor;
            event.key = key;
            entry.events.push_back(event);
        }
        return entry;
    }
    void run_until(const std::function<bool()>& so) {
        bool late = false;
        net::Timer deadline(loop);
        deadline.after(10s, [&] { late = true; });
        loop.run_until([&] { return late || so(); });
        ASSERT_TRUE(so());
    }

    net::Loop loop;
    log::MemoryStreams streams{loop};
    EntropyPool entropy;
    GatewayProbe probe;
    WorkspaceId workspace{Bits128{1, 1}};
    GatewayId gateway{Bits128{7, 7}};
    std::shared_ptr<Caller> caller = std::make_shared<Caller>();
};

TEST_F(CommandLaneTest, EventsAndOutcomesFindTheirSenders) {
    CommandLane lane(loop, streams, workspace, gateway, entropy, probe, 1h);
    auto other = std::make_shared<Caller>();
    ASSERT_TRUE(lane.submit(command("a"), caller));
    ASSERT_TRUE(lane.submit(command("a", kBen), other));
    ASSERT_TRUE(lane.submit(command("b"), caller));
    ASSERT_TRUE(lane.submit(command("c"), caller));
    auto entry = entry_with({{kAna, "a"}, {kAna, "a"}, {kBen, "a"}});
    entry.outcomes.push_back({"b", kAna, core::Rejection{"empty", ""}});
    entry.outcomes.push_back({"c", kAna, core::Duplicate{}});
    entry.outcomes.push_back({"never asked here", kAna, core::Duplicate{}});
    lane.settle(entry);
    EXPECT_EQ(caller->told, (std::vector<std::string>{"done a", "empty b", "again c"}));
    EXPECT_EQ(other->told, std::vector<std::string>{"done a"});
}

TEST_F(CommandLaneTest, ARepetitionOnItsWayIsAnsweredByItself) {
    CommandLane lane(loop, streams, workspace, gateway, entropy, probe, 1h);
    ASSERT_TRUE(lane.submit(command("a"), caller));
    ASSERT_TRUE(lane.submit(command("a"), caller));
    auto entry = entry_with({{kAna, "a"}});
    entry.outcomes.push_back({"a", kAna, core::Duplicate{}});
    lane.settle(entry);
    EXPECT_EQ(caller->told, (std::vector<std::string>{"done a", "again a"}));
}

TEST_F(CommandLaneTest, OneTurnIsOneEntryAndLateAnswersAreAnnounced) {
    CommandLane lane(loop, streams, workspace, gateway, entropy, probe, 5ms);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(lane.submit(command(std::to_string(i)), caller));
    run_until([&] { return caller->told.size() == 100; });
    EXPECT_EQ(caller->told.front(), "accepted 0");
    EXPECT_EQ(caller->told.back(), "accepted 99");
    EXPECT_EQ(probe.batches_appended.load(), 1u);
    EXPECT_EQ(probe.commands_appended.load(), 100u);
    auto reader = streams.read_commands(workspace, "");
    std::vector<core::Command> read;
    reader->next(
        10, [&](auto entries) { read = wire::decode_commands(entries->front().bytes).value(); });
    run_until([&] { return !read.empty(); });
    ASSERT_EQ(read.size(), 100u);
    EXPECT_EQ(read[3].gateway, gateway);
    EXPECT_NE(read[3].entropy, read[4].entropy);
    EXPECT_NE(read[3].received, Timestamp{});
}

TEST_F(CommandLaneTest, WhatIsNotDurableIsSaidAndThenRefusedAtOnce) {
    CommandLane lane(loop, streams, workspace, gateway, entropy, probe, 1h);
    streams.set_mode(log::MemoryStreams::Mode::unavailable);
    ASSERT_TRUE(lane.submit(command("a"), caller));
    run_until([&] { return !caller->told.empty(); });
    EXPECT_EQ(caller->told, std::vector<std::string>{"unavailable a"});
    EXPECT_FALSE(lane.submit(command("b"), caller));
    EXPECT_TRUE(lane.idle());
    streams.set_mode(log::MemoryStreams::Mode::available);
    run_until([&] { return lane.available(); });
    EXPECT_TRUE(lane.submit(command("b"), caller));
}

TEST_F(CommandLaneTest, TheSinkHasBounds) {
    CommandSink sink(loop, streams, workspace, gateway, entropy, probe,
                     {.commands_max = 10, .batch_commands_max = 4});
    int done = 0;
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(sink.post(command(std::to_string(i)), [&](Result<void>) { ++done; }));
    }
    auto refused = sink.post(command("one too many"), [&](Result<void>) { ++done; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::exhausted);
    run_until([&] { return done == 10; });
    EXPECT_EQ(probe.batches_appended.load(), 3u);
    EXPECT_EQ(sink.in_flight(), 0u);
}

TEST_F(CommandLaneTest, ASenderWhoLeftIsForgotten) {
    CommandLane lane(loop, streams, workspace, gateway, entropy, probe, 1ms);
    ASSERT_TRUE(lane.submit(command("a"), caller));
    caller.reset();
    lane.settle(entry_with({{kAna, "a"}}));
    run_until([&] { return lane.idle(); });
    EXPECT_EQ(probe.late_acks.load(), 0u);
}

TEST(CommandChecksTest, IdsAreUuids) {
    EXPECT_TRUE(is_command_id("0192f0c1-2345-7abc-8def-0123456789ab"));
    EXPECT_TRUE(is_command_id("0192F0C1-2345-7ABC-8DEF-0123456789AB"));
    for (auto bad :
         {"", "x", "0192f0c1-2345-7abc-8def-0123456789a", "0192f0c1_2345-7abc-8def-0123456789ab",
          "0192f0c1-2345-7abc-8def-0123456789ag", "{0192f0c1-2345-7abc-8def-012345678}"}) {
        EXPECT_FALSE(is_command_id(bad)) << bad;
    }
}

TEST(CommandChecksTest, PagesAreWebPages) {
    const auto page = cleaned({"javascript:alert(1)", "A\ntitle", "https://a.example/?q=1"});
    EXPECT_EQ(page.url, "");
    EXPECT_EQ(page.title, "A title");
    EXPECT_EQ(page.referrer, "https://a.example/?q=1");
    EXPECT_LE(cleaned({"https://" + std::string(9000, 'a'), "", ""}).url.size(), 2048u);
}

TEST(SubprotocolTest, TheFirstKnownOneIsTaken) {
    const auto chosen = [](std::vector<std::string> offers) {
        net::HttpRequest request;
        for (auto& offer : offers) request.headers.emplace_back("sec-websocket-protocol", offer);
        auto subprotocol = choose_subprotocol(request);
        return subprotocol ? subprotocol->name : "";
    };
    EXPECT_EQ(chosen({"usher.v1"}), "usher.v1");
    EXPECT_EQ(chosen({"chat , usher.v1+json, usher.v1"}), "usher.v1+json");
    EXPECT_EQ(chosen({"chat", "usher.v1"}), "usher.v1");
    EXPECT_EQ(chosen({"usher.v10", ",,", ""}), "");
    EXPECT_EQ(chosen({}), "");
}

TEST(ViewersTest, WindowsAreCountedAndOthersForgotten) {
    Viewers viewers;
    const ConversationId conversation(Bits128{1, 1});
    const auto mia = core::Actor::agent(AgentId(Bits128{1, 1}), "Mia");
    const auto tom = core::Actor::agent(AgentId(Bits128{2, 2}), "Tom");
    const Timestamp now{1h};
    EXPECT_TRUE(viewers.begins(conversation, mia, now));
    EXPECT_FALSE(viewers.begins(conversation, mia, now));
    EXPECT_FALSE(viewers.ends(conversation, mia));
    viewers.heard(conversation, tom, true, now);
    EXPECT_EQ(viewers.of(conversation, now).size(), 2u);
    EXPECT_EQ(viewers.of(conversation, now + 46s).size(), 1u);
    EXPECT_EQ(viewers.repeat(now + 46s).size(), 1u);
    viewers.heard(conversation, mia, false, now);
    EXPECT_EQ(viewers.of(conversation, now).size(), 1u)
        << "another gateway cannot say he left here";
    EXPECT_TRUE(viewers.ends(conversation, mia));
    EXPECT_FALSE(viewers.ends(conversation, mia));
    EXPECT_TRUE(viewers.of(conversation, now).empty());
}

}  // namespace
}  // namespace usher::gateway
