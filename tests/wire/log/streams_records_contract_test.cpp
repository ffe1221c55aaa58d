// Goal: lease, snapshot, trimming, dead letters, tries and heartbeats keep the same promises in
// Redis and in memory: nothing half, nothing twice, nothing of another workspace.
#include <gmock/gmock.h>

#include "tests/wire/log/streams_contract.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class Records : public StreamsContract {
  protected:
    std::string claim(const std::string& holder, std::chrono::milliseconds ttl = 60s) {
        return answer<std::string>(
                   [&](auto done) { streams_->claim(ws_, holder, ttl, std::move(done)); })
            .value();
    }
    std::string holder() {
        return answer<std::string>([&](auto done) { streams_->holder(ws_, std::move(done)); })
            .value();
    }
    std::uint64_t dead_letter_count() {
        return answer<std::uint64_t>(
                   [&](auto done) { streams_->dead_letter_count(ws_, std::move(done)); })
            .value();
    }
    Result<void> release(const std::string& holder) {
        return answer<void>([&](auto done) { streams_->release(ws_, holder, std::move(done)); });
    }
    Result<void> put(std::uint64_t version, std::string bytes) {
        return answer<void>([&](auto done) {
            streams_->put_snapshot(ws_, {version, std::move(bytes)}, std::move(done));
        });
    }
    std::optional<Snapshot> snapshot() {
        return answer<std::optional<Snapshot>>(
                   [&](auto done) { streams_->snapshot(ws_, std::move(done)); })
            .value();
    }
    Result<void> trim(const std::string& commands, std::uint64_t events) {
        return answer<void>(
            [&](auto done) { streams_->trim(ws_, commands, events, std::move(done)); });
    }
    StreamEdges edges() {
        return answer<StreamEdges>([&](auto done) { streams_->edges(ws_, std::move(done)); })
            .value();
    }
    Result<void> bury(DeadLetter letter) {
        return answer<void>(
            [&](auto done) { streams_->bury(ws_, std::move(letter), std::move(done)); });
    }
    std::vector<DeadLetter> dead_letters(std::size_t max = 100) {
        auto found = answer<std::vector<DeadLetter>>(
            [&](auto done) { streams_->dead_letters(ws_, max, std::move(done)); });
        if (!found) ADD_FAILURE() << found.error().text;
        return found.value_or(std::vector<DeadLetter>{});
    }
    bool exhume(const std::string& id) {
        return answer<bool>([&](auto done) { streams_->exhume(ws_, id, std::move(done)); }).value();
    }
    std::uint32_t count_try(const std::string& id) {
        return answer<std::uint32_t>(
                   [&](auto done) { streams_->count_try(ws_, id, std::move(done)); })
            .value();
    }
    using Beats = std::vector<std::pair<GatewayId, std::uint64_t>>;
    Beats beats() {
        auto found =
            answer<Beats>([&](auto done) { streams_->beats(ws_, std::move(done)); }).value();
        std::ranges::sort(found);
        return found;
    }
    Result<bool> beat(GatewayId gateway, std::uint64_t count) {
        return answer<bool>(
            [&](auto done) { streams_->beat(ws_, gateway, count, std::move(done)); });
    }
    Histories histories() {
        return answer<Histories>([&](auto done) { streams_->histories(ws_, std::move(done)); })
            .value();
    }
};

std::vector<std::string> ids(const std::vector<DeadLetter>& letters) {
    std::vector<std::string> ids;
    for (const auto& letter : letters) ids.push_back(letter.id);
    return ids;
}

TEST_P(Records, ALeaseIsHeldByOneRenewedByHimAndGivenUpByHimOnly) {
    EXPECT_EQ(holder(), "");
    EXPECT_EQ(claim("a"), "a");
    EXPECT_EQ(holder(), "a");
    EXPECT_EQ(claim("b"), "a");
    EXPECT_EQ(claim("a"), "a");
    EXPECT_TRUE(release("b"));
    EXPECT_EQ(claim("b"), "a");
    EXPECT_TRUE(release("a"));
    EXPECT_TRUE(release("a")) << "again is fine";
    EXPECT_EQ(claim("b"), "b");
}

TEST_P(Records, ALeaseEndsByItselfUnlessItIsRenewed) {
    ASSERT_EQ(claim("a", 60s), "a");
    ASSERT_EQ(claim("a", 100ms), "a") << "a renewal sets the time anew";
    EXPECT_TRUE(run_until(loop_, [&] { return claim("b") == "b"; }));
    EXPECT_EQ(claim("a"), "b");
}

TEST_P(Records, ASnapshotIsReplacedByNewerOnesOnly) {
    EXPECT_FALSE(snapshot());
    ASSERT_TRUE(put(5, "five"));
    EXPECT_EQ(snapshot()->version, 5U);
    EXPECT_EQ(snapshot()->bytes, "five");
    ASSERT_TRUE(put(7, "seven"));
    EXPECT_EQ(put(6, "of a deposed engine").error().kind, Error::Kind::conflict);
    EXPECT_EQ(put(7, "again").error().kind, Error::Kind::conflict);
    EXPECT_EQ(snapshot()->version, 7U);
    EXPECT_EQ(snapshot()->bytes, "seven");
    ASSERT_TRUE(put(8, ""));
    EXPECT_EQ(snapshot()->version, 8U);
    EXPECT_EQ(snapshot()->bytes, "");
}

TEST_P(Records, ASnapshotOfManyPiecesComesBackUnchanged) {
    std::string bytes;
    for (std::uint32_t i = 0; bytes.size() < (5U << 20) + 12'345; ++i) {
        bytes += static_cast<char>(i * 2654435761U >> 24);
    }
    ASSERT_TRUE(put(1, bytes));
    EXPECT_TRUE(snapshot()->bytes == bytes);
    bytes.resize(2U << 20);  // ends where a piece ends
    ASSERT_TRUE(put(2, bytes));
    EXPECT_TRUE(snapshot()->bytes == bytes);
    EXPECT_EQ(put(3, std::string(kSnapshotBytesMax + 1, 'x')).error().kind, Error::Kind::exhausted);
}

TEST_P(Records, AReaderNeverSeesHalfASnapshotWhileItIsReplaced) {
    const auto body = [](std::uint64_t version) {
        return std::string(1'500'000 + version * 100'000, static_cast<char>('a' + version % 26));
    };
    ASSERT_TRUE(put(1, body(1)));
    std::uint64_t stored = 1;
    std::function<void(Result<void>)> put_next = [&](Result<void> result) {
        ASSERT_TRUE(result) << result.error().text;
        if (++stored > 12) return;
        streams_->put_snapshot(ws_, {stored, body(stored)}, put_next);
    };
    put_next({});
    std::uint64_t seen = 0;
    while (stored <= 12) {
        const auto found = snapshot();
        ASSERT_TRUE(found);
        ASSERT_TRUE(found->bytes == body(found->version)) << found->version;
        ASSERT_GE(found->version, seen);
        seen = found->version;
    }
    EXPECT_EQ(snapshot()->version, 12U);
}

TEST_P(Records, AppendsGoOnWhileASnapshotIsPut) {
    Answer<void> put;
    streams_->put_snapshot(ws_, {1, std::string(24U << 20, 'x')}, put.callback());
    std::size_t meanwhile = 0;
    while (!put.here()) {
        append("x");
        if (!put.here()) ++meanwhile;
    }
    ASSERT_TRUE(put.wait(loop_));
    if (GetParam() != Over::memory) EXPECT_GE(meanwhile, 5U);
    EXPECT_EQ(snapshot()->bytes.size(), 24U << 20);
}

TEST_P(Records, DestroyingTheStreamsCancelsWhatTakesSeveralSteps) {
    Answer<void> put;
    Answer<std::optional<Snapshot>> get;
    Answer<std::vector<DeadLetter>> letters;
    streams_->put_snapshot(ws_, {1, std::string(3U << 20, 'x')}, put.callback());
    streams_->snapshot(ws_, get.callback());
    streams_->dead_letters(ws_, 10, letters.callback());
    streams_.reset();
    EXPECT_EQ(put.wait(loop_).error().kind, Error::Kind::cancelled);
    EXPECT_EQ(get.wait(loop_).error().kind, Error::Kind::cancelled);
    EXPECT_EQ(letters.wait(loop_).error().kind, Error::Kind::cancelled);
}

TEST_P(Records, EdgesOfNothingAreZerosAndThenFollowTheStreams) {
    const auto nothing = edges();
    EXPECT_EQ(nothing.events + nothing.commands, 0U);
    EXPECT_EQ(nothing.first_event + nothing.last_event, 0U);
    EXPECT_EQ(nothing.first_command + nothing.last_command, "");
    const auto first = append("one");
    const auto second = append("two");
    ASSERT_TRUE(append_event(3, "a"));
    ASSERT_TRUE(append_event(9, "b"));
    const auto found = edges();
    EXPECT_EQ(found.first_event, 3U);
    EXPECT_EQ(found.last_event, 9U);
    EXPECT_EQ(found.events, 2U);
    EXPECT_EQ(found.first_command, first);
    EXPECT_EQ(found.last_command, second);
    EXPECT_EQ(found.commands, 2U);
}

TEST_P(Records, ATrimDropsExactlyWhatIsOlderAndNothingOfTheOtherStream) {
    std::vector<std::string> commands;
    for (int i = 0; i < 6; ++i) commands.push_back(append(std::to_string(i)));
    for (std::uint64_t v = 1; v <= 6; ++v) ASSERT_TRUE(append_event(v, std::to_string(v)));
    ASSERT_TRUE(trim("", 0));
    EXPECT_EQ(edges().events, 6U);
    EXPECT_EQ(edges().commands, 6U);
    ASSERT_TRUE(trim(commands[2], 0));
    EXPECT_EQ(edges().first_command, commands[2]);
    EXPECT_EQ(edges().commands, 4U);
    EXPECT_EQ(edges().events, 6U);
    ASSERT_TRUE(trim("", 4));
    EXPECT_EQ(edges().first_event, 4U);
    EXPECT_EQ(edges().events, 3U);
    EXPECT_EQ(edges().commands, 4U);
    ASSERT_TRUE(trim(commands[3], 5));
    EXPECT_EQ(edges().first_command, commands[3]);
    EXPECT_EQ(edges().first_event, 5U);
    EXPECT_EQ(trim("yesterday", 0).error().kind, Error::Kind::invalid);
}

TEST_P(Records, AfterATrimOfEverythingVersionsAndIdsStillGrow) {
    const auto id = append("one");
    ASSERT_TRUE(append_event(41, "x"));
    ASSERT_TRUE(trim("18446744073709551615-0", 1'000));
    const auto found = edges();
    EXPECT_EQ(found.events + found.commands, 0U);
    EXPECT_EQ(found.first_event, 0U);
    EXPECT_EQ(found.last_event, 41U);
    EXPECT_EQ(found.first_command, "");
    EXPECT_EQ(found.last_command, id);
    EXPECT_EQ(last_version(), 41U);
    EXPECT_EQ(append_event(41, "y").error().kind, Error::Kind::conflict);
    EXPECT_TRUE(append_event(42, "y"));
    append("two");
    const auto reader = streams_->read_commands(ws_, id);
    EXPECT_EQ(read(*reader).at(0).bytes, "two");
}

TEST_P(Records, AReaderInATrimmedStretchGetsTheFirstEntryStillThere) {
    for (std::uint64_t v = 1; v <= 9; ++v) ASSERT_TRUE(append_event(v, std::to_string(v)));
    const auto reader = streams_->read_events(ws_, 0);
    EXPECT_EQ(read(*reader, 2).back().version, 2U);
    ASSERT_TRUE(trim("", 6));
    const auto rest = read(*reader);
    ASSERT_EQ(rest.size(), 4U);
    EXPECT_EQ(rest[0].version, 6U);
    EXPECT_EQ(rest[0].bytes, "6");
    EXPECT_EQ(read(*streams_->read_events(ws_, 3)).at(0).version, 6U);
    EXPECT_EQ(read(*streams_->read_events(ws_, 0)).at(0).version, 6U);
}

TEST_P(Records, DeadLettersComeBackWholeOldestCommandFirst) {
    EXPECT_TRUE(dead_letters().empty());
    const std::string odd("\0\r\n 7 9\n", 9);
    ASSERT_TRUE(bury({.id = "20-10", .cause = "later\nline " + odd, .tries = 5, .bytes = odd}));
    ASSERT_TRUE(bury({.id = "20-9", .cause = "", .tries = 1, .bytes = ""}));
    ASSERT_TRUE(bury({.id = "3-0", .cause = std::string(5'000, 'c'), .tries = 2, .bytes = "b"}));
    EXPECT_EQ(dead_letter_count(), 3U);
    const auto letters = dead_letters();
    ASSERT_THAT(ids(letters), ElementsAre("3-0", "20-9", "20-10"));
    EXPECT_EQ(letters[0].cause, std::string(kCauseBytesMax, 'c'));
    EXPECT_EQ(letters[0].bytes, "b");
    EXPECT_EQ(letters[1].bytes, "");
    EXPECT_EQ(letters[2].cause, "later\nline " + odd);
    EXPECT_EQ(letters[2].tries, 5U);
    EXPECT_EQ(letters[2].bytes, odd);
    EXPECT_THAT(ids(dead_letters(2)), ElementsAre("3-0", "20-9"));
    EXPECT_TRUE(dead_letters(0).empty());
}

TEST_P(Records, BuryingTwiceKeepsOneAndExhumingTwiceGivesOne) {
    ASSERT_TRUE(bury({.id = "1-1", .cause = "first", .tries = 5, .bytes = "x"}));
    ASSERT_TRUE(bury({.id = "1-1", .cause = "second", .tries = 6, .bytes = "x"}));
    ASSERT_EQ(dead_letters().size(), 1U);
    EXPECT_EQ(dead_letters()[0].cause, "second");
    EXPECT_TRUE(exhume("1-1"));
    EXPECT_FALSE(exhume("1-1"));
    EXPECT_TRUE(dead_letters().empty());
}

TEST_P(Records, TheOldestDeadLettersGoWhenThereAreTooMany) {
    std::size_t buried = 0;
    std::size_t next = 0;
    std::function<void()> feed = [&] {
        while (next < kDeadLettersMax + 2 && next - buried < 500) {
            const auto id = std::to_string(1'000'000 + next++) + "-0";
            streams_->bury(ws_, {.id = id, .cause = "c", .tries = 5, .bytes = "b"},
                           [&](Result<void> result) {
                               ASSERT_TRUE(result) << result.error().text;
                               ++buried;
                               feed();
                           });
        }
    };
    feed();
    ASSERT_TRUE(run_until(loop_, [&] { return buried == kDeadLettersMax + 2; }));
    ASSERT_TRUE(run_until(loop_, [&] { return dead_letters(1).at(0).id == "1000002-0"; }));
    EXPECT_EQ(dead_letters(2 * kDeadLettersMax).size(), kDeadLettersMax);
}

TEST_P(Records, ManyLargeDeadLettersAreGivenInPart) {
    streams_ = open(4096, std::size_t{256} << 20);
    const std::string bytes(15U << 20, 'x');
    for (const char* id : {"1-0", "2-0", "3-0", "4-0", "5-0"}) {
        ASSERT_TRUE(bury({.id = id, .cause = "c", .tries = 5, .bytes = bytes}));
    }
    EXPECT_THAT(ids(dead_letters()), ElementsAre("1-0", "2-0", "3-0", "4-0"));
}

TEST_P(Records, TriesAreCountedPerCommandUntilBuriedOrCleared) {
    EXPECT_EQ(count_try("1-1"), 1U);
    EXPECT_EQ(count_try("1-1"), 2U);
    EXPECT_EQ(count_try("1-2"), 1U);
    ASSERT_TRUE(bury({.id = "1-1", .cause = "c", .tries = 2, .bytes = "b"}));
    EXPECT_EQ(count_try("1-2"), 2U) << "of another one";
    EXPECT_EQ(count_try("1-1"), 1U);
    EXPECT_TRUE(
        answer<void>([&](auto done) { streams_->clear_tries(ws_, std::move(done)); }).has_value());
    EXPECT_EQ(count_try("1-2"), 1U);
}

TEST_P(Records, HeartbeatsShowTheNewestCountOfEachGateway) {
    const GatewayId first(Bits128{1, 1});
    const GatewayId second(Bits128{1, 2});
    EXPECT_TRUE(beats().empty());
    ASSERT_TRUE(beat(first, 1));
    ASSERT_TRUE(beat(second, 7));
    ASSERT_TRUE(beat(first, 18'446'744'073'709'551'615U));
    EXPECT_EQ(beats(), (Beats{{first, 18'446'744'073'709'551'615U}, {second, 7}}));
    EXPECT_TRUE(
        answer<void>([&](auto done) { streams_->forget_beat(ws_, first, std::move(done)); }));
    EXPECT_EQ(beats(), (Beats{{second, 7}}));
}

TEST_P(Records, AGatewayIsToldWhetherItsHeartbeatWasKnown) {
    const GatewayId gateway(Bits128{1, 1});
    EXPECT_FALSE(beat(gateway, 1).value());
    EXPECT_TRUE(beat(gateway, 2).value());
    ASSERT_TRUE(
        answer<void>([&](auto done) { streams_->forget_beat(ws_, gateway, std::move(done)); }));
    EXPECT_FALSE(beat(gateway, 3).value()) << "as when Redis forgot everything";
}

TEST_P(Records, TheHistoryOfAServerCanBeNotedInIt) {
    const auto fresh = histories();
    EXPECT_FALSE(fresh.now.empty());
    EXPECT_EQ(fresh.before, "") << "it goes on from no other server";
    EXPECT_EQ(fresh.noted, "");
    ASSERT_TRUE(answer<void>(
        [&](auto done) { streams_->note_history(ws_, fresh.now, std::move(done)); }));
    EXPECT_EQ(histories().noted, histories().now);
    ws_ = workspace(8);
    EXPECT_EQ(histories().noted, "") << "each workspace has its own";
}

TEST_P(Records, OfAnotherWorkspaceNothingIsSeen) {
    ASSERT_EQ(claim("a"), "a");
    ASSERT_TRUE(put(3, "x"));
    ASSERT_TRUE(bury({.id = "1-1", .cause = "c", .tries = 2, .bytes = "b"}));
    ASSERT_EQ(count_try("1-2"), 1U);
    ASSERT_TRUE(beat(GatewayId(Bits128{1, 1}), 1));
    ws_ = workspace(8);
    EXPECT_EQ(claim("b"), "b");
    EXPECT_FALSE(snapshot());
    EXPECT_TRUE(dead_letters().empty());
    EXPECT_FALSE(exhume("1-1"));
    EXPECT_EQ(count_try("1-2"), 1U);
    EXPECT_TRUE(beats().empty());
}

TEST_P(Records, TheFirstConnectionIsNoNewServer) {
    int called = 0;
    const auto subscription = streams_->on_new_server([&] { ++called; });
    for (int i = 0; i < 3; ++i) append("x");
    EXPECT_EQ(called, 0);
}

INSTANTIATE_TEST_SUITE_P(Over, Records, every_back_end(), name_of);

}  // namespace
}  // namespace usher::log
