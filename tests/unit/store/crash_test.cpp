// Goal: a process that dies while it writes leaves whole transactions only, with a position that
// agrees, and readers beside a writer see whole transactions only.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

constexpr std::size_t kMessages = 40;  // of one entry, beside the opening

/// The entry of conversation n, the same in every process.
std::vector<core::LogEntry> entries_up_to(std::uint64_t count) {
    Scribe scribe;
    std::vector<core::LogEntry> entries;
    for (std::uint64_t n = 1; n <= count; ++n) {
        scribe.opened_with(n, kMessages);
        entries.push_back(scribe.entry());
    }
    return entries;
}

/// How many entries are stored; every one must be whole and none beyond the position.
std::uint64_t check_whole(store::Store& store, std::span<const core::LogEntry> entries) {
    const auto workspace = Scribe().workspace;
    const auto version = store.archive().position(workspace)->version;
    std::uint64_t stored = 0;
    for (std::uint64_t n = 1; n <= entries.size(); ++n) {
        const bool expected = entries[n - 1].version <= version;
        stored += expected ? 1 : 0;
        const auto page = store.history().page(workspace, nth<ConversationId>(n), 0, 1000);
        EXPECT_TRUE(page) << page.error().text;
        if (page)
            EXPECT_EQ(page->events.size(), expected ? kMessages + 1 : 0) << "conversation " << n;
    }
    return stored;
}

class CrashTest : public testing::TestWithParam<Backend> {
  protected:
    std::unique_ptr<store::Store> open() {
        auto opened = stage->open();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    std::unique_ptr<StoreStage> stage = std::make_unique<StoreStage>(GetParam());
};

TEST_P(CrashTest, KilledAtAnyMomentRowsAndPositionAgree) {
    constexpr std::uint64_t kEntries = 200;
    const auto entries = entries_up_to(kEntries);
    std::uint64_t stored = 0;
    for (int round = 0; stored < kEntries; ++round) {
        ASSERT_LT(round, 500) << "no progress";
        int ready[2];
        ASSERT_EQ(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = stage->open();
            if (!store) ::_exit(1);
            for (const auto& entry : entries) {
                if (!(*store)->archive().write(Scribe().workspace, {&entry, 1})) ::_exit(2);
                if (::write(ready[1], "x", 1) != 1) ::_exit(3);
            }
            ::_exit(0);
        }
        ::close(ready[1]);
        // After some commits, somewhere in the middle of a later one.
        char byte;
        for (int i = 0; i < 20 + round * 7 && ::read(ready[0], &byte, 1) == 1; ++i) {
        }
        ::kill(child, SIGKILL);
        ::close(ready[0]);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) ASSERT_EQ(WEXITSTATUS(status), 0);
        const auto store = open();
        ASSERT_TRUE(store);
        stored = check_whole(*store, entries);
    }
}

TEST_P(CrashTest, AnUnfinishedTransactionIsGone) {
    const auto entries = entries_up_to(2);
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = stage->open();
        if (!store) ::_exit(1);
        // The second entry fails halfway, after the first was inserted, and the process is gone
        // with it.
        auto broken = entries;
        broken[1].events.back().seq += 1;
        const bool refused = !(*store)->archive().write(Scribe().workspace, broken);
        ::_exit(refused ? 0 : 2);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WEXITSTATUS(status), 0);
    const auto store = open();
    EXPECT_EQ(check_whole(*store, entries), 0u);
    ASSERT_TRUE(store->archive().write(Scribe().workspace, entries));
    EXPECT_EQ(check_whole(*store, entries), 2u);
}

TEST_P(CrashTest, ReadersSeeWholeTransactionsAndNeverWait) {
    constexpr std::uint64_t kEntries = 300;
    const auto entries = entries_up_to(kEntries);
    const auto workspace = Scribe().workspace;
    const auto store = open();
    ASSERT_TRUE(store->archive().write(workspace, {entries.data(), 1}));
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (const auto& entry : entries) {
            const auto written = store->archive().write(workspace, {&entry, 1});
            EXPECT_TRUE(written) << written.error().text;
        }
        done = true;
    });
    std::uint64_t seen = 1;
    while (!done) {
        // The newest conversation that is there is there as a whole.
        const auto page = store->history().page(workspace, nth<ConversationId>(seen), 0, 1000);
        EXPECT_TRUE(page) << page.error().text;
        if (!page) break;
        if (!page->events.empty()) {
            EXPECT_EQ(page->events.size(), kMessages + 1);
            seen = std::min(seen + 1, kEntries);
        }
        const auto hits = store->history().search(workspace, "message 3", 200);
        EXPECT_TRUE(hits) << hits.error().text;
    }
    writer.join();
    EXPECT_EQ(check_whole(*store, entries), kEntries);
}

USHER_ON_EVERY_STORE(CrashTest);

}  // namespace
}  // namespace usher::test
