// Goal: whatever happens to a node or to the log, each acknowledged message is stored once, and one
// node decides at a time.
#include "hub/store/log_order.hpp"
#include "hub/wire/live_signal.hpp"
#include "hub/wire/snapshot.hpp"
#include "tests/support/engine_stage.hpp"

namespace usher::test {
namespace {

using namespace std::chrono_literals;

TEST(EnginePump, OneOfTwoNodesDecidesAndTheOtherFollowsWhenItStops) {
    EngineStage stage;
    stage.start("a");
    stage.await([&] { return stage.nodes["a"].runs; });
    stage.start("b");
    stage.define();
    stage.say(1, "first");
    stage.await([&] { return stage.messages().contains("first"); });
    EXPECT_FALSE(stage.nodes["b"].runs);
    bool stopped = false;
    stage.nodes["a"].pump->stop([&] { stopped = true; });
    stage.say(1, "second");
    stage.await([&] { return stopped && stage.nodes["b"].runs; });
    stage.await([&] { return stage.messages().contains("second"); });
    EXPECT_EQ(stage.messages(), (std::map<std::string, int>{{"first", 1}, {"second", 1}}));
}

TEST(EnginePump, ANodeThatDiedIsFollowedAndItsCommandsAreDecidedOnce) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    for (int i = 0; i < 50; ++i) stage.say(i % 5, "m" + std::to_string(i));
    stage.await([&] { return stage.messages().size() >= 10; });
    stage.kill("a");
    stage.start("b");
    stage.await([&] { return stage.messages().size() == 50; });
    for (const auto& [text, times] : stage.messages()) EXPECT_EQ(times, 1) << text;
}

TEST(EnginePump, ARepeatIsRecognisedByTheNextNode) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    const auto id = stage.say(1, "once");
    stage.await([&] { return stage.messages().contains("once"); });
    stage.kill("a");
    stage.start("b");
    stage.say(1, "once", id);
    stage.say(1, "another body", id);
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    EXPECT_EQ(stage.messages(), (std::map<std::string, int>{{"once", 1}, {"after", 1}}));
}

TEST(EnginePump, AnAnswerThatWasLostIsLookedUp) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    stage.say(1, "before");
    stage.await([&] { return stage.messages().contains("before"); });
    stage.streams.set_mode(log::MemoryStreams::Mode::answers_lost);
    stage.say(1, "meanwhile");
    stage.await([&] { return !stage.nodes["a"].troubles.empty(); });
    stage.streams.set_mode(log::MemoryStreams::Mode::available);
    stage.say(1, "afterwards");
    stage.await([&] { return stage.messages().contains("afterwards"); });
    for (const auto& [text, times] : stage.messages()) EXPECT_EQ(times, 1) << text;
    EXPECT_EQ(stage.messages().size(), 3U);
}

TEST(EnginePump, ALogThatForgotIsWrittenAgainByTheEngineThatLives) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    for (int i = 0; i < 20; ++i) stage.say(i, "m" + std::to_string(i));
    stage.await([&] { return stage.messages().size() == 20; });
    const auto before = stage.log();
    stage.streams.forget_everything();
    stage.streams.announce_new_server();
    stage.await([&] { return stage.messages().size() == 20; });
    // The same entries, in the same life: nobody has to start over.
    const auto after = stage.log();
    ASSERT_EQ(after.size(), before.size());
    EXPECT_EQ(after.back().version, before.back().version);
    EXPECT_EQ(after.back().epoch, before.back().epoch);
    stage.archiver->start();
    stage.await([&] { return stage.archived == before.back().version; });
}

TEST(EnginePump, ALogThatForgotWhileOthersWroteHasItsSnapshotAgain) {
    EngineStage stage;
    const auto last = stage.begin_with_archived("before");
    stage.await([&] { return stage.snapshot() != 0; });
    stage.streams.forget_everything();
    // The next entry hides that the end of the log was ever missing.
    stage.say(1, "next");
    stage.await([&] { return stage.snapshot() > last; });
    stage.kill("a");
    stage.start("b");
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    EXPECT_EQ(stage.log().back().epoch, "1") << "nothing was lost, so nobody has to start over";
    EXPECT_EQ(stage.messages(), (std::map<std::string, int>{{"next", 1}, {"after", 1}}));
}

TEST(EnginePump, AHoleInFrontOfTheArchiveIsFilledByTheEngineThatLives) {
    EngineStage stage;
    int told = 0;
    const auto ear = stage.streams.subscribe(stage.workspace, [&](std::string_view bytes) {
        const auto signal = wire::decode_live_signal(bytes);
        if (signal && std::holds_alternative<wire::LogLost>(signal->body)) ++told;
    });
    stage.begin_with_archived("kept");
    stage.await([&] { return stage.snapshot() != 0; });
    stage.archiver->pause();
    stage.say(1, "lost");
    stage.await([&] { return stage.messages().contains("lost"); });
    stage.streams.forget_everything();
    stage.say(1, "next");
    stage.await([&] { return told > 0; });
    stage.archiver->start();
    stage.await([&] {
        const auto log = stage.log();
        return !log.empty() && stage.archived == log.back().version;
    });
    EXPECT_EQ(stage.log().back().epoch, "1") << "nothing was lost, so nobody has to start over";
    EXPECT_EQ(stage.archived_messages(),
              (std::map<std::string, int>{{"kept", 1}, {"lost", 1}, {"next", 1}}));
}

TEST(EnginePump, AHoleInFrontOfTheArchiveBeginsANewLifeWhenNobodyCanFillIt) {
    EngineStage stage;
    stage.begin_with_archived("kept");
    stage.archiver->pause();
    stage.say(1, "lost");
    stage.await([&] { return stage.messages().contains("lost"); });
    stage.streams.forget_everything();
    stage.say(1, "next");
    stage.await([&] { return stage.messages().contains("next"); });
    stage.kill("a");
    stage.start("b");
    stage.archiver->start();
    stage.await([&] {
        const auto log = stage.log();
        return !log.empty() && log.back().epoch != "1" && stage.archived == log.back().version;
    });
    EXPECT_EQ(stage.archived_messages()["kept"], 1);
}

TEST(EnginePump, WhenLogAndEngineAreGoneTheArchiveBeginsANewLife) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    stage.archiver->start();
    const auto id = stage.say(1, "kept");
    stage.await([&] { return stage.messages().contains("kept"); });
    const auto last = stage.log().back().version;
    stage.await([&] { return stage.archived == last; });
    stage.kill("a");
    stage.streams.forget_everything();
    stage.start("b");
    stage.await([&] { return stage.nodes["b"].runs; });
    stage.say(1, "kept", id);
    stage.say(1, "new");
    stage.await([&] { return stage.messages().contains("new"); });
    const auto log = stage.log();
    EXPECT_TRUE(store::later_epoch(log.front().epoch, "1"));
    EXPECT_EQ(log.front().previous, last);
    EXPECT_EQ(log.front().version, std::uint64_t{1} << 32) << "a version could mean two things";
    EXPECT_EQ(stage.messages(), (std::map<std::string, int>{{"new", 1}}));
    stage.await([&] { return stage.archived == log.back().version; });
    const auto page =
        stage.store().history().conversations_of(stage.workspace, ContactId(Bits128{7, 1}), 10);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->size(), 1U) << "the conversation goes on";
}

TEST(EnginePump, ALifeThatWasLostBeforeTheArchiveSawItIsNotBegunAgain) {
    EngineStage stage;
    stage.begin_with_archived("kept");
    stage.archiver->pause();
    std::uint64_t before = 1;
    for (const std::uint64_t life : {2, 3}) {
        stage.streams.forget_everything();
        stage.await([&] {
            const auto log = stage.log();
            return !log.empty() && std::stoull(log.front().epoch) > before;
        });
        before = std::stoull(stage.log().front().epoch);
        EXPECT_EQ(stage.log().front().version, (life - 1) << 32) << "a version means two things";
        stage.say(1, "of this life");
        stage.await([&] { return stage.messages().contains("of this life"); });
    }
}

TEST(EnginePump, AnArchiverOfTheLastLifeCannotWriteIntoTheNext) {
    EngineStage stage;
    stage.begin_with_archived("kept");
    stage.archiver->pause();
    stage.say(1, "lost");
    stage.await([&] { return stage.messages().contains("lost"); });
    // Another node's archiver has read it and did not write it yet.
    const auto held = stage.log().back();
    stage.kill("a");
    stage.streams.forget_everything();
    stage.start("b");
    stage.await([&] { return stage.nodes["b"].runs; });
    EXPECT_FALSE(stage.store().archive().write(stage.workspace, {&held, 1}));
    stage.archiver->start();
    stage.say(1, "new");
    stage.await([&] { return stage.messages().contains("new"); });
    stage.await([&] { return stage.archived == stage.log().back().version; });
}

TEST(EnginePump, ALifeThatTheArchiveCannotFollowIsReplacedByAnother) {
    EngineStage stage;
    const auto last = stage.begin_with_archived("kept");
    stage.archiver->pause();
    stage.kill("a");
    // A life that began from an older archive, and whose engine died before it noticed.
    core::LogEntry first;
    first.version = std::uint64_t{1} << 32;
    first.previous = last - 1;
    first.epoch = "2";
    stage.streams.forget_everything();
    core::Workspace older;
    older.id = stage.workspace;
    older.version = first.version;
    stage.streams.append_event(stage.workspace, first.version, wire::encode_log_entry(first),
                               [](auto) {});
    stage.streams.put_snapshot(
        stage.workspace, {first.version, wire::encode_snapshot(older, "2", "", {})}, [](auto) {});
    stage.start("b");
    stage.await([&] { return stage.nodes["b"].runs; });
    stage.archiver->start();
    stage.say(1, "new");
    stage.await([&] { return stage.messages().contains("new"); });
    EXPECT_GT(std::stoull(stage.log().back().epoch), 2U);
    stage.await([&] { return stage.archived == stage.log().back().version; });
}

TEST(EnginePump, EntriesThatVanishBeforeTheFirstLookAreMissed) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    stage.say(1, "lost");
    stage.await([&] { return stage.messages().contains("lost"); });
    int told = 0;
    const auto ear = stage.streams.subscribe(stage.workspace, [&](std::string_view bytes) {
        const auto signal = wire::decode_live_signal(bytes);
        if (signal && std::holds_alternative<wire::LogLost>(signal->body)) ++told;
    });
    // Before the second look, which would be the first that could compare.
    stage.streams.forget_everything();
    stage.say(1, "behind the hole");
    stage.await([&] { return told > 0; });
}

TEST(EnginePump, WhatCannotBeReadIsPutAsideAndTheOthersGoOn) {
    EngineStage stage;
    stage.start("a");
    stage.define();
    stage.say(1, "before");
    stage.append_bytes("\xff\xff no command");
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    std::vector<log::DeadLetter> letters;
    bool asked = false;
    stage.streams.dead_letters(stage.workspace, 10, [&](auto found) {
        letters = std::move(*found);
        asked = true;
    });
    stage.await([&] { return asked; });
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters.front().bytes, "\xff\xff no command");
    EXPECT_FALSE(letters.front().cause.empty());
}

TEST(EnginePump, ACommandThatEndedFiveEnginesIsPutAside) {
    EngineStage stage;
    const core::Command deadly = stage.command(core::ReportGatewayStarted{}, core::Actor::system());
    stage.append(deadly);
    std::string id;
    stage.streams.edges(stage.workspace, [&](auto edges) { id = edges->last_command; });
    stage.await([&] { return !id.empty(); });
    int counted = 0;
    for (int i = 0; i < 5; ++i) {
        stage.streams.count_try(stage.workspace, id, [&](auto tries) { counted = *tries; });
    }
    stage.await([&] { return counted == 5; });
    stage.start("a");
    stage.define();
    stage.say(1, "after");
    stage.await([&] { return stage.messages().contains("after"); });
    std::size_t letters = 0;
    stage.streams.dead_letters(stage.workspace, 10, [&](auto found) { letters = found->size(); });
    stage.await([&] { return letters == 1; });
}

}  // namespace
}  // namespace usher::test
