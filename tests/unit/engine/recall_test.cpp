// Goal: what memory cannot tell is asked of the archive first; who does not depend on the answer does not wait.
#include "tests/support/archive_later.hpp"
#include "hub/base/uuid.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using Commands = std::vector<core::Command>;

struct Recall : ::testing::Test {
    /// Mia and Tom wrote long ago; Mia's conversation is closed and left memory, Tom's is open.
    void SetUp() override {
        story.online("Anna", 99);
        story.customer_writes("Mia", "hello", "mia-1");
        mia = story.conversation("Mia").id;
        story.agent_writes("Anna", "Mia", "good morning");
        story.play.archive(true);
        story.as("Anna", core::ResolveConversation{mia});
        mia_seq = story.play.workspace().find(mia)->seq;
        story.play.pass(2h);
        story.customer_writes("Tom", "hello", "tom-1");
        tom = story.conversation("Tom").id;
        story.play.pass(16min);
        story.customer_writes("Eve", "hello", "eve-1");
        ASSERT_EQ(story.play.workspace().find(mia), nullptr);
        world.emplace(story.play.log());
        before = world->log.size();
    }
    core::Command says(const std::string& who, std::string id, std::string text) {
        core::SendMessage send;
        send.inbox = story.inbox;
        send.text = std::move(text);
        return command(core::Actor::contact(story.contact(who)), std::move(id), send);
    }
    core::Command by_anna(core::CommandBody body) {
        return command(core::Actor::agent(story.agents["Anna"]), young_id(), std::move(body));
    }
    core::Command command(core::Actor caller, std::string id, core::CommandBody body) {
        return {std::move(id), std::move(caller), {}, now(), entropy(), std::move(body)};
    }
    std::string young_id() { return uuid_v7(now(), entropy()); }
    Entropy entropy() {
        Entropy bytes{};
        bytes[14] = static_cast<std::uint8_t>(++drawn >> 8);
        bytes[15] = static_cast<std::uint8_t>(drawn);
        return bytes;
    }
    Timestamp now() const { return story.play.now(); }
    void read(Commands commands) {
        world->write(std::move(commands));
        ASSERT_TRUE(world->read(now()));
    }
    /// Messages since the start, as "conversation's customer: text".
    std::vector<std::string> said() const {
        std::vector<std::string> texts;
        for (auto i = before; i < world->log.size(); ++i) {
            for (const auto& event : world->log[i].events) {
                const auto* message = std::get_if<core::MessageAdded>(&event.body);
                if (message != nullptr) texts.push_back(message->text);
            }
        }
        return texts;
    }
    std::vector<core::Outcome> outcomes() const {
        std::vector<core::Outcome> all;
        for (auto i = before; i < world->log.size(); ++i) {
            for (const auto& outcome : world->log[i].outcomes) all.push_back(outcome);
        }
        return all;
    }
    using Texts = std::vector<std::string>;

    Story story;
    ConversationId mia, tom;
    std::uint64_t mia_seq = 0;
    std::optional<ArchiveLater> world;
    std::size_t before = 0;
    int drawn = 0;
};

TEST_F(Recall, AnOldIdIsAskedAndNothingOfItsCallerOvertakesIt) {
    read({says("Tom", "tom-2", "old id"), says("Tom", young_id(), "second"),
          says("Eve", young_id(), "not concerned"), by_anna(core::ResolveConversation{tom})});
    EXPECT_EQ(said(), Texts{"not concerned"});
    EXPECT_EQ(world->log.back().cursor, story.play.log().back().cursor) << "a crash reads it again";
    ASSERT_EQ(world->asks.size(), 1U);
    EXPECT_EQ(std::get<core::WasDecided>(world->asks[0].question).command_id, "tom-2");
    EXPECT_GT(world->asks[0].archived_at_least, 0U);
    ASSERT_TRUE(world->answer_first(now()));
    EXPECT_EQ(said(), (Texts{"not concerned", "old id", "second"}));
    EXPECT_FALSE(world->engine().workspace().find(tom)->open()) << "Anna's command came last";
    EXPECT_EQ(world->log.back().cursor, "1");
}

TEST_F(Recall, ARepeatFromLongAgoGetsTheAnswerItHadThen) {
    const auto first = world->engine().workspace().find(tom);
    read({says("Tom", "tom-1", "hello"), says("Eve", "tom-1", "hello")});
    EXPECT_EQ(world->asks.size(), 2U);
    while (world->answer_first(now())) {}
    ASSERT_EQ(outcomes().size(), 1U);
    const auto duplicate = std::get<core::Duplicate>(outcomes()[0].result);
    EXPECT_EQ(duplicate.conversation, first->id);
    EXPECT_GT(duplicate.seq, 0U);
    EXPECT_EQ(said(), Texts{"hello"}) << "the id belongs to its sender: Eve's is another one";
}

TEST_F(Recall, AnotherTextUnderAnOldIdIsAConflict) {
    read({says("Tom", "tom-1", "goodbye")});
    ASSERT_TRUE(world->answer_first(now()));
    ASSERT_EQ(outcomes().size(), 1U);
    EXPECT_EQ(std::get<core::Rejection>(outcomes()[0].result).code, "conflict");
    EXPECT_TRUE(said().empty());
}

TEST_F(Recall, AYoungIdIsNeverAskedAndOneFromTheFutureIsRefused) {
    read({says("Tom", uuid_v7(now() - 4min, entropy()), "a little late"),
          says("Tom", uuid_v7(now() + 9min, entropy()), "a little early"),
          says("Tom", uuid_v7(now() + 25min, entropy()), "far ahead")});
    EXPECT_TRUE(world->asks.empty());
    EXPECT_EQ(said(), (Texts{"a little late", "a little early"}));
    ASSERT_EQ(outcomes().size(), 1U);
    const auto refused = std::get<core::Rejection>(outcomes()[0].result);
    EXPECT_EQ(refused.code, "invalid");
    EXPECT_NE(refused.text.find("25 minutes ahead"), std::string::npos) << refused.text;
}

TEST_F(Recall, AnIdByAGatewaysClockIsGoodThoughTheEnginesIsBehind) {
    auto early = says("Tom", uuid_v7(now() + 1h, entropy()), "by the gateway's clock");
    early.received = now() + 1h;
    auto again = early;
    read({early});
    EXPECT_EQ(said(), Texts{"by the gateway's clock"});
    story.play.pass(50min);
    read({says("Eve", young_id(), "later"), again});
    while (world->answer_first(now())) {}
    EXPECT_EQ(said(), (Texts{"by the gateway's clock", "later"})) << "not twice";
}

TEST_F(Recall, OldIdsOfOneCallerAreAskedTogetherAndDecidedInOrder) {
    Commands many;
    for (int i = 0; i < 5; ++i) {
        many.push_back(says("Tom", "odd-" + std::to_string(i), std::to_string(i)));
    }
    read(std::move(many));
    ASSERT_EQ(world->asks.size(), 5U) << "one after the other would take five times as long";
    for (const std::size_t nth : {4, 2, 0, 1, 0}) ASSERT_TRUE(world->answer(nth, now()));
    EXPECT_EQ(said(), (Texts{"0", "1", "2", "3", "4"}));
}

TEST_F(Recall, WhoeverWritesAgainFindsHisConversationAsItWas) {
    read({says("Mia", young_id(), "me again"), says("Tom", young_id(), "not concerned")});
    EXPECT_EQ(said(), Texts{"not concerned"});
    ASSERT_TRUE(world->answer_first(now()));
    EXPECT_EQ(said(), (Texts{"not concerned", "me again"}));
    const auto* conversation = world->engine().workspace().find(mia);
    ASSERT_NE(conversation, nullptr);
    EXPECT_TRUE(conversation->open());
    EXPECT_GT(conversation->seq, mia_seq);
    EXPECT_EQ(conversation->next_response.cycle, 1U) << "the clock of the first response was kept";
}

TEST_F(Recall, AnAgentWhoNamesAForgottenConversationGetsItBack) {
    core::SendMessage send;
    send.conversation = mia;
    send.text = "one more thing";
    read({by_anna(send), by_anna(core::RecordReceipt{mia, 0, 2})});
    ASSERT_EQ(world->asks.size(), 1U) << "the receipt stands behind the message";
    EXPECT_EQ(std::get<core::ConversationHistory>(world->asks[0].question).conversation, mia);
    while (world->answer_first(now())) {}
    EXPECT_EQ(said(), Texts{"one more thing"});
    EXPECT_TRUE(outcomes().empty());
}

TEST_F(Recall, AConversationThatNeverWasIsUnknownOnceTheArchiveSaysSo) {
    read({by_anna(core::ReopenConversation{ConversationId(Bits128{1, 2})})});
    ASSERT_TRUE(world->answer_first(now()));
    EXPECT_TRUE(world->asks.empty());
    ASSERT_EQ(outcomes().size(), 1U);
    EXPECT_EQ(std::get<core::Rejection>(outcomes()[0].result).code, "unknown_conversation");
}

TEST_F(Recall, WhoseItIsMayOnlyShowInTheAnswerAndTheOrderHoldsStill) {
    core::SendMessage send;
    send.conversation = mia;
    send.text = "second";
    read({says("Mia", "mia-odd", "first"), by_anna(send)});
    ASSERT_TRUE(world->answer(1, now())) << "Anna's conversation is Mia's: now it is known";
    EXPECT_TRUE(said().empty());
    while (world->answer_first(now())) {}
    EXPECT_EQ(said(), (Texts{"first", "second"}));
}

TEST_F(Recall, AnAnswerFromBeforeAnotherForgettingIsAskedForAgain) {
    read({by_anna(core::RecordReceipt{mia, 0, 1})});
    ASSERT_EQ(world->asks.size(), 1U);
    world->look_up(0);  // as she was
    read({command(core::Actor::contact(story.contact("Mia")), young_id(),
                  core::UpdateContact{{}, {"Mia B.", "", "", ""}})});
    ASSERT_TRUE(world->answer(1, now()));
    while (world->archive(now())) {}
    story.play.pass(2h);
    world->wake(now());
    while (world->archive(now())) {}
    ASSERT_EQ(world->engine().workspace().find(story.contact("Mia")), nullptr);
    while (world->answer_first(now())) {}
    const auto* contact = world->engine().workspace().find(story.contact("Mia"));
    ASSERT_NE(contact, nullptr);
    EXPECT_EQ(contact->profile.display_name, "Mia B.");
}

TEST_F(Recall, TheSameCommandTwiceIsOneHoweverLateTheAnswersAre) {
    read({says("Tom", "odd", "once"), says("Tom", "odd", "once")});
    ASSERT_EQ(world->asks.size(), 1U) << "the second is asked for at its turn";
    ASSERT_TRUE(world->answer_first(now()));
    EXPECT_EQ(said(), Texts{"once"});
    story.play.pass(20min);
    read({says("Eve", young_id(), "later")});  // the first is not remembered any more
    while (world->answer_first(now())) {}
    EXPECT_EQ(said(), (Texts{"once", "later"}));
}

TEST_F(Recall, QuestionsAndWaitingCommandsAreBounded) {
    std::size_t sent = 0;
    while (world->engine().wants_commands() && sent < 10'000) {
        Commands many;
        for (int i = 0; i < 100; ++i, ++sent) {
            many.push_back(says("c" + std::to_string(sent), "odd-" + std::to_string(sent), "hi"));
        }
        read(std::move(many));
    }
    EXPECT_EQ(world->asks.size(), engine::RecallStage::kAsksMax);
    EXPECT_GE(world->engine().held(), engine::Engine::kWaitingMax);
    EXPECT_LT(world->engine().held(), engine::Engine::kWaitingMax + 100);
    while (world->answer_first(now())) {
        EXPECT_LE(world->asks.size(), engine::RecallStage::kAsksMax);
    }
    EXPECT_EQ(said().size(), sent);
    EXPECT_TRUE(world->engine().wants_commands());
}

TEST_F(Recall, ACrashWhileSomethingWaitsDoesNothingTwice) {
    read({says("Tom", "tom-2", "waits")});
    const auto eve = says("Eve", young_id(), "went on");
    read({eve});
    EXPECT_EQ(said(), Texts{"went on"});
    world->restart();
    while (world->read(now())) {}
    while (world->answer_first(now())) {}
    EXPECT_EQ(said(), (Texts{"went on", "waits"}));
    ASSERT_EQ(outcomes().size(), 1U);
    EXPECT_TRUE(std::holds_alternative<core::Duplicate>(outcomes()[0].result));
    EXPECT_EQ(world->log.back().cursor, "2");
}

}  // namespace
}  // namespace usher::test
