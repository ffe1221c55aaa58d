// Goal: the engine turns batches into log entries that give the same state to whoever replays them.
#include "hub/engine/engine.hpp"

#include "hub/core/apply.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

core::Command message(Story& story, const std::string& who, std::string id) {
    core::SendMessage send;
    send.inbox = story.inbox;
    send.text = "hello " + id;
    return {id, core::Actor::contact(story.contact(who)), {}, story.play.now(),
            {static_cast<std::uint8_t>(id.size()), static_cast<std::uint8_t>(id.back())}, send};
}

TEST(Engine, OneAppendInFlightAndTheRestSharesTheNext) {
    Story story;
    core::Workspace workspace = story.play.workspace();
    const auto version = workspace.version;
    engine::Engine engine(std::move(workspace), "1", "0-0");
    const auto now = story.play.now();
    auto first = engine.handle(engine::CommandsRead{"5-0", {message(story, "a", "m1")}}, now);
    ASSERT_EQ(first.size(), 1U);
    const auto entry = std::get<engine::Append>(first[0]).entry;
    EXPECT_EQ(entry.version, version + 1);
    EXPECT_EQ(entry.previous, version);
    EXPECT_EQ(entry.cursor, "5-0");

    EXPECT_TRUE(engine.handle(engine::CommandsRead{"6-0", {message(story, "b", "m2")}}, now).empty());
    EXPECT_TRUE(engine.handle(engine::CommandsRead{"7-0", {message(story, "c", "m3")}}, now).empty());
    EXPECT_EQ(engine.next_wakeup(), kNever) << "nothing is decided while an append is in flight";
    auto second = engine.handle(engine::Appended{entry.version}, now);
    ASSERT_EQ(second.size(), 1U);
    const auto& shared = std::get<engine::Append>(second[0]).entry;
    EXPECT_EQ(shared.cursor, "7-0");
    EXPECT_EQ(shared.previous, entry.version);
}

TEST(Engine, CursorNeverPassesACommandNotYetDecided) {
    Story story;
    engine::Engine engine(story.play.workspace(), "1", "0-0");
    std::vector<core::Command> many;
    for (std::size_t i = 0; i < engine::Engine::kBatchMax + 5; ++i) {
        many.push_back(message(story, "a", "m" + std::to_string(i)));
    }
    auto effects = engine.handle(engine::CommandsRead{"9-0", std::move(many)}, story.play.now());
    const auto first = std::get<engine::Append>(effects[0]).entry;
    EXPECT_EQ(first.cursor, "0-0") << "the stream entry is not finished";
    effects = engine.handle(engine::Appended{first.version}, story.play.now());
    EXPECT_EQ(std::get<engine::Append>(effects[0]).entry.cursor, "9-0");
}

TEST(Engine, ReplayGivesTheSameStateHoweverItIsSplit) {
    Story story;
    story.online("Anna");
    story.online("Ben", 1);
    for (int i = 0; i < 20; ++i) {
        story.customer_writes("c" + std::to_string(i % 7), "text " + std::to_string(i));
        story.play.pass(3min);
        if (i % 3 == 0) story.agent_writes("Anna", "c" + std::to_string(i % 7), "answer");
        if (i % 5 == 0) story.as("Ben", core::ResolveConversation{story.conversation("c0").id});
    }
    const auto& live = story.play.workspace();
    core::Workspace replayed;
    for (const auto& entry : story.play.log()) core::apply(replayed, entry);
    EXPECT_EQ(replayed.version, live.version);
    EXPECT_EQ(replayed.clock_deadlines, live.clock_deadlines);
    ASSERT_EQ(replayed.conversations.size(), live.conversations.size());
    for (const auto& [id, conversation] : live.conversations) {
        const auto& other = *replayed.find(id);
        EXPECT_EQ(other.seq, conversation.seq);
        EXPECT_EQ(other.assignee, conversation.assignee);
        EXPECT_EQ(other.status, conversation.status);
        EXPECT_EQ(other.first_response, conversation.first_response);
        EXPECT_EQ(other.next_response, conversation.next_response);
        EXPECT_EQ(other.unread, conversation.unread);
    }
    for (const auto& [id, agent] : live.agents) EXPECT_EQ(replayed.agents[id].holding, agent.holding);
}

TEST(Engine, WakesForTheNextDeadline) {
    Story story;
    story.customer_writes("Mia", "hello");
    engine::Engine engine(story.play.workspace(), "1", "0-0");
    EXPECT_EQ(engine.next_wakeup(), Story::kStart + 15min + core::kDetectionGrace);
    EXPECT_TRUE(engine.handle(engine::Woke{}, Story::kStart + 15min).empty());
    const auto effects = engine.handle(engine::Woke{}, Story::kStart + 3h);
    ASSERT_EQ(effects.size(), 1U);
    const auto& event = std::get<engine::Append>(effects[0]).entry.events.at(0);
    EXPECT_EQ(event.occurred, Story::kStart + 15min);
}

}  // namespace
}  // namespace usher::test
