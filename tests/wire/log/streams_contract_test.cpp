// Goal: what the rooms above rely on in Streams holds alike in memory, on a real Redis over each
// transport and on a real Redis Cluster.
#include "tests/wire/log/streams_contract.hpp"

namespace usher::log {
namespace {

using std::string_literals::operator""s;

TEST_P(StreamsContract, CommandsComeBackInOrderWithGrowingIds) {
    const auto first = append("one");
    const auto second = append("two");
    const auto reader = streams_->read_commands(ws_, "");
    const auto entries = read(*reader);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].id, first);
    EXPECT_EQ(entries[0].bytes, "one");
    EXPECT_EQ(entries[1].id, second);
    EXPECT_EQ(entries[1].bytes, "two");
}

TEST_P(StreamsContract, ManyPipelinedAppendsKeepTheirOrderAndAreAnsweredOnce) {
    constexpr std::size_t kCount = 3000;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < kCount; ++i) {
        streams_->append_command(ws_, std::to_string(i),
                                 [&](Result<std::string> id) { ids.push_back(id.value()); });
    }
    EXPECT_TRUE(ids.empty()) << "answered from inside the call";
    ASSERT_TRUE(run_until(loop_, [&] { return ids.size() == kCount; }));
    const auto reader = streams_->read_commands(ws_, "0-0");
    std::vector<CommandEntry> all;
    while (all.size() < kCount) {
        for (auto& entry : read(*reader, 1000)) all.push_back(std::move(entry));
    }
    ASSERT_EQ(all.size(), kCount);
    for (std::size_t i = 0; i < kCount; ++i) {
        EXPECT_EQ(all[i].bytes, std::to_string(i));
        EXPECT_EQ(all[i].id, ids[i]);
    }
}

TEST_P(StreamsContract, AReadGivesAtMostWhatWasAskedFor) {
    for (int i = 0; i < 5; ++i) append(std::to_string(i));
    const auto reader = streams_->read_commands(ws_, "");
    EXPECT_EQ(read(*reader, 2).size(), 2U);
    EXPECT_EQ(read(*reader, 2).size(), 2U);
    EXPECT_EQ(read(*reader, 2).size(), 1U);
}

TEST_P(StreamsContract, AnyBytesComeBackUnchanged) {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    const std::vector<std::string> bodies = {
        "\0"s, "\r\n"s, "$5\r\nhello\r\n"s, "*2\r\n:1\r\n-ERR x\r\n"s,
        all,   ""s,     "+OK\r\n"s,         std::string(300'000, '\0')};
    for (const auto& body : bodies) append(body);
    const auto reader = streams_->read_commands(ws_, "");
    std::vector<std::string> back;
    while (back.size() < bodies.size()) {
        for (auto& entry : read(*reader)) back.push_back(std::move(entry.bytes));
    }
    EXPECT_EQ(back, bodies);
}

TEST_P(StreamsContract, AVersionThatIsNotNewerConflicts) {
    EXPECT_TRUE(append_event(1, "a"));
    EXPECT_TRUE(append_event(2, "b"));
    const auto same = append_event(2, "other");
    ASSERT_FALSE(same);
    EXPECT_EQ(same.error().kind, Error::Kind::conflict);
    EXPECT_EQ(append_event(1, "other").error().kind, Error::Kind::conflict);
    EXPECT_TRUE(append_event(9, "a gap is allowed"));
    const auto reader = streams_->read_events(ws_, 0);
    const auto events = read(*reader);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[1].version, 2U);
    EXPECT_EQ(events[1].bytes, "b");
    EXPECT_EQ(events[2].version, 9U);
}

TEST_P(StreamsContract, LastVersionIsZeroFirstAndThenTheNewest) {
    EXPECT_EQ(last_version(), 0U);
    ASSERT_TRUE(append_event(41, "a"));
    ASSERT_TRUE(append_event(42, "b"));
    EXPECT_EQ(last_version(), 42U);
}

TEST_P(StreamsContract, ReadersResumeBehindAPosition) {
    append("one");
    const auto two = append("two");
    append("three");
    const auto commands = streams_->read_commands(ws_, two);
    const auto rest = read(*commands);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].bytes, "three");

    for (std::uint64_t v = 1; v <= 3; ++v) ASSERT_TRUE(append_event(v, std::to_string(v)));
    const auto events = streams_->read_events(ws_, 2);
    const auto newer = read(*events);
    ASSERT_EQ(newer.size(), 1U);
    EXPECT_EQ(newer[0].version, 3U);
}

TEST_P(StreamsContract, AWaitingReaderIsWokenAndTwoReadersSeeTheSame) {
    const auto first = streams_->read_events(ws_, 0);
    const auto second = streams_->read_events(ws_, 0);
    for (std::uint64_t version = 1; version <= 3; ++version) {
        Answer<std::vector<EventEntry>> one;
        Answer<std::vector<EventEntry>> two;
        first->next(10, one.callback());
        second->next(10, two.callback());
        EXPECT_FALSE(one.here());
        ASSERT_TRUE(append_event(version, "x"));
        EXPECT_EQ(one.wait(loop_).value().at(0).version, version);
        EXPECT_EQ(two.wait(loop_).value().at(0).version, version);
    }
}

TEST_P(StreamsContract, AReaderMayAskAgainFromItsCallbackAndMayBeDestroyedInIt) {
    auto reader = streams_->read_commands(ws_, "");
    std::vector<std::string> seen;
    std::function<void(Result<std::vector<CommandEntry>>)> take = [&](auto entries) {
        for (const auto& entry : entries.value()) seen.push_back(entry.bytes);
        if (seen.size() < 3) return reader->next(1, take);
        reader.reset();
    };
    reader->next(1, take);
    for (const char* body : {"a", "b", "c"}) append(body);
    ASSERT_TRUE(run_until(loop_, [&] { return seen.size() == 3; }));
    EXPECT_EQ(seen, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(reader, nullptr);
}

TEST_P(StreamsContract, DestroyingAReaderCancelsItsWait) {
    auto reader = streams_->read_commands(ws_, "");
    Answer<std::vector<CommandEntry>> answer;
    reader->next(1, answer.callback());
    reader.reset();
    EXPECT_FALSE(answer.here());
    EXPECT_EQ(answer.wait(loop_).error().kind, Error::Kind::cancelled);
}

TEST_P(StreamsContract, DestroyingTheStreamsAnswersWhatWasPending) {
    Answer<std::string> answer;
    streams_->append_command(ws_, "x", answer.callback());
    streams_.reset();
    EXPECT_EQ(answer.wait(loop_).error().kind, Error::Kind::cancelled);
}

TEST_P(StreamsContract, WorkspacesAreSeparate) {
    append("mine");
    Answer<std::string> answer;
    streams_->append_command(workspace(8), "theirs", answer.callback());
    ASSERT_TRUE(answer.wait(loop_));
    const auto reader = streams_->read_commands(ws_, "");
    const auto entries = read(*reader);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].bytes, "mine");
}

TEST_P(StreamsContract, TooManyInFlightIsRefusedAtOnceAndLaterFineAgain) {
    streams_ = open(10, 64 << 20);
    std::vector<Answer<std::string>> answers(15);
    for (auto& answer : answers) streams_->append_command(ws_, "x", answer.callback());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto result = answers[i].wait(loop_);
        if (i < 10) {
            EXPECT_TRUE(result.has_value()) << i;
        } else {
            ASSERT_FALSE(result.has_value()) << i;
            EXPECT_EQ(result.error().kind, Error::Kind::exhausted);
        }
    }
    append("again");
}

TEST_P(StreamsContract, TooManyBytesInFlightAreRefused) {
    streams_ = open(1000, 100'000);
    Answer<std::string> first;
    Answer<std::string> second;
    streams_->append_command(ws_, std::string(60'000, 'x'), first.callback());
    streams_->append_command(ws_, std::string(60'000, 'x'), second.callback());
    EXPECT_TRUE(first.wait(loop_));
    EXPECT_EQ(second.wait(loop_).error().kind, Error::Kind::exhausted);
}

TEST_P(StreamsContract, PublicationsReachSubscribersOfTheirWorkspaceOnly) {
    std::vector<std::string> heard;
    std::size_t strangers = 0;
    auto subscription =
        streams_->subscribe(ws_, [&](std::string_view bytes) { heard.emplace_back(bytes); });
    const auto other = streams_->subscribe(workspace(8), [&](std::string_view) { ++strangers; });
    // Subscribing has no answer, so publish until the first one arrives.
    net::Timer again(loop_);
    std::function<void()> publish = [&] {
        if (!heard.empty()) return;
        streams_->publish(ws_, "typing\0\r\n"s);
        again.after(std::chrono::milliseconds(10), publish);
    };
    publish();
    EXPECT_TRUE(heard.empty()) << "called from inside publish";
    ASSERT_TRUE(run_until(loop_, [&] { return !heard.empty(); }));
    EXPECT_EQ(heard[0], "typing\0\r\n"s);
    EXPECT_EQ(strangers, 0U);

    subscription.reset();
    const auto before = heard.size();
    std::size_t others = 0;
    const auto marker = streams_->subscribe(workspace(9), [&](std::string_view) { ++others; });
    std::function<void()> mark = [&] {
        if (others != 0) return;
        streams_->publish(ws_, "unheard");
        streams_->publish(workspace(9), "marker");
        again.after(std::chrono::milliseconds(10), mark);
    };
    mark();
    ASSERT_TRUE(run_until(loop_, [&] { return others != 0; }));
    EXPECT_EQ(heard.size(), before);
}

TEST_P(StreamsContract, AHandlerMayDropItsSubscription) {
    std::size_t heard = 0;
    std::unique_ptr<Subscription> subscription;
    subscription = streams_->subscribe(ws_, [&](std::string_view) {
        ++heard;
        subscription.reset();
    });
    net::Timer again(loop_);
    std::function<void()> publish = [&] {
        streams_->publish(ws_, "x");
        if (heard == 0) again.after(std::chrono::milliseconds(10), publish);
    };
    publish();
    ASSERT_TRUE(run_until(loop_, [&] { return heard != 0; }));
    append("a round trip later");
    EXPECT_EQ(heard, 1U);
}

TEST_P(StreamsContract, PingAnswers) {
    Answer<void> answer;
    streams_->ping(answer.callback());
    EXPECT_TRUE(answer.wait(loop_));
}

INSTANTIATE_TEST_SUITE_P(Over, StreamsContract, every_back_end(), name_of);

}  // namespace
}  // namespace usher::log
