// Goal: whatever happens to the PostgreSQL server, every call ends in time with the right kind of
// error, and afterwards nothing is lost, nothing is doubled and the position is right.
#include <atomic>
#include <thread>

#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kConversations = 20;

/// Entries in which conversations take turns, written one by one for as long as it takes.
/// Every connection has found its server again: each pauses for a moment after a failure.
void await_answers(store::Store& store) {
    const WorkspaceId nobody(Bits128{9, 9});
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!store.archive().position(nobody) ||
           !store.history().page(nobody, nth<ConversationId>(1), 0, 1) || !store.accounts().all()) {
        ASSERT_LT(std::chrono::steady_clock::now(), until) << "the store does not come back";
        std::this_thread::sleep_for(10ms);
    }
}

class PostgresFaultsTest : public testing::Test {
  protected:
    void SetUp() override {
        for (std::uint64_t n = 1; n <= kConversations; ++n) scribe.open(n);
        scribe.store(*store);
    }
    void TearDown() override { postgres().resume(); }

    std::unique_ptr<store::Store> open() {
        auto opened = stage.open();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    core::LogEntry next_entry() {
        for (int i = 0; i < 5; ++i, ++messages) {
            scribe.says(1 + messages % kConversations, text_of(messages));
        }
        return scribe.entry();
    }
    static std::string text_of(std::uint64_t n) { return "message " + std::to_string(n); }
    /// As the archiver does: again from the archive's own position, until it is written. Only what
    /// may pass is an excuse.
    void write_until_done(const core::LogEntry& entry) {
        const auto limit = Clock::now() + 60s;
        const std::vector entries{entry};
        for (;;) {
            const auto written = store->archive().write(scribe.workspace, entries);
            if (written) return;
            ASSERT_EQ(written.error().kind, Error::Kind::unavailable) << written.error().text;
            ASSERT_LT(Clock::now(), limit) << written.error().text;
            std::this_thread::sleep_for(20ms);
        }
    }
    void expect_all_there(store::Store& in) {
        EXPECT_EQ(*in.archive().position(scribe.workspace), scribe.position());
        std::uint64_t found = 0;
        for (std::uint64_t n = 1; n <= kConversations; ++n) {
            std::uint64_t seq = 0;
            for (bool complete = false; !complete;) {
                const auto page =
                    in.history().after(scribe.workspace, nth<ConversationId>(n), seq, 1000);
                ASSERT_TRUE(page) << page.error().text;
                for (const auto& event : page->events) {
                    ASSERT_EQ(event.seq, ++seq);
                    const auto* message = std::get_if<core::MessageAdded>(&event.body);
                    if (message == nullptr) continue;
                    ASSERT_EQ(message->text, text_of(n - 1 + (seq - 2) * kConversations));
                    ++found;
                }
                complete = page->complete;
            }
        }
        EXPECT_EQ(found, messages);
    }
    template <class Call>
    static Clock::duration time_of(Call&& call) {
        const auto begin = Clock::now();
        call();
        return Clock::now() - begin;
    }

    StoreStage stage{Backend::postgres};
    std::unique_ptr<store::Store> store = open();
    Scribe scribe;
    std::uint64_t messages = 0;
};

TEST_F(PostgresFaultsTest, EveryConnectionIsTerminatedAgainAndAgain) {
    constexpr int kTerminations = 20;
    constexpr int kEntriesMax = 20'000;
    std::atomic<int> terminated = 0;
    std::atomic<int> written = 0;
    std::atomic<bool> enough = false;
    // After each progress once, somewhere in what comes next.
    std::thread enemy([&] {
        for (int seen = 0; !enough;) {
            const int now = written;
            if (now == seen) {
                std::this_thread::sleep_for(100us);
                continue;
            }
            seen = now;
            std::this_thread::sleep_for(std::chrono::microseconds(seen * 379 % 5000));
            terminated += postgres().terminate_all();
        }
    });
    for (; terminated < kTerminations && written < kEntriesMax; ++written) {
        write_until_done(next_entry());
    }
    enough = true;
    enemy.join();
    await_answers(*store);
    EXPECT_GE(terminated, kTerminations) << "the fault was not exercised";
    expect_all_there(*store);
}

TEST_F(PostgresFaultsTest, AConnectionThatDiedWhileIdleIsNobodysProblem) {
    ASSERT_TRUE(store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10));
    ASSERT_TRUE(store->accounts().all());
    EXPECT_GE(postgres().terminate_all(), 3);
    EXPECT_TRUE(store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10));
    EXPECT_TRUE(store->accounts().all());
    const std::vector entries{next_entry()};
    EXPECT_TRUE(store->archive().write(scribe.workspace, entries));
    expect_all_there(*store);
}

TEST_F(PostgresFaultsTest, TheServerIsStoppedAndStarted) {
    for (const bool politely : {true, false}) {
        for (int i = 0; i < 20; ++i) write_until_done(next_entry());
        politely ? postgres().stop() : postgres().stop_without_warning();
        const std::vector entries{next_entry()};
        for (int i = 0; i < 3; ++i) {
            const auto written = store->archive().write(scribe.workspace, entries);
            ASSERT_FALSE(written);
            EXPECT_EQ(written.error().kind, Error::Kind::unavailable) << written.error().text;
            EXPECT_EQ(written.error().text.find('\n'), std::string::npos);
            const auto page =
                store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10);
            ASSERT_FALSE(page);
            EXPECT_EQ(page.error().kind, Error::Kind::unavailable);
        }
        postgres().start();
        write_until_done(entries.front());
        await_answers(*store);
        expect_all_there(*store);
    }
}

TEST_F(PostgresFaultsTest, OneThatIsAwayIsNotAskedAllTheTime) {
    postgres().stop();
    int tries = 0;
    const auto until = Clock::now() + 500ms;
    while (Clock::now() < until) {
        const auto position = store->archive().position(scribe.workspace);
        EXPECT_FALSE(position);
        ++tries;
        std::this_thread::sleep_for(1ms);
    }
    // Between two tries to connect the answer is there at once.
    EXPECT_GT(tries, 100);
    postgres().start();
}

TEST_F(PostgresFaultsTest, AServerThatHangsIsWaitedForOnlySoLong) {
    for (int i = 0; i < 20; ++i) write_until_done(next_entry());
    const std::vector entries{next_entry()};
    postgres().pause();
    const auto reading = time_of([&] {
        const auto page = store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10);
        ASSERT_FALSE(page);
        EXPECT_EQ(page.error().kind, Error::Kind::unavailable) << page.error().text;
    });
    EXPECT_LT(reading, 8s);
    const auto writing = time_of([&] {
        const auto written = store->archive().write(scribe.workspace, entries);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().kind, Error::Kind::unavailable) << written.error().text;
    });
    EXPECT_LT(writing, 13s);
    postgres().resume();
    // What was sent may have been done, or be done only now: either way once.
    write_until_done(entries.front());
    write_until_done(next_entry());
    write_until_done(next_entry());
    await_answers(*store);
    expect_all_there(*store);
}

TEST_F(PostgresFaultsTest, AShortHangIsJustWaitedFor) {
    write_until_done(next_entry());
    const auto entry = next_entry();
    postgres().pause();
    std::thread friendly([] {
        std::this_thread::sleep_for(2s);
        postgres().resume();
    });
    EXPECT_TRUE(store->archive().write(scribe.workspace, {&entry, 1}));
    friendly.join();
    expect_all_there(*store);
}

/// The server itself says that a transaction met another one, as often as it is told to.
class PostgresCollisionTest : public PostgresFaultsTest {
  protected:
    void collide(const std::string& sql_state, int times) {
        postgres().execute(
            "SET search_path = usher; CREATE SEQUENCE IF NOT EXISTS collisions;"
            "CREATE OR REPLACE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF nextval('usher.collisions') <= " +
            std::to_string(times) + " THEN RAISE EXCEPTION 'collision' USING ERRCODE = '" +
            sql_state +
            "'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER collide BEFORE UPDATE ON workspaces FOR EACH ROW"
            " EXECUTE FUNCTION collide()");
    }
};

TEST_F(PostgresCollisionTest, ItIsTriedAgainAndSeenByNobody) {
    collide("40001", 3);
    const std::vector entries{next_entry(), next_entry()};
    const auto written = store->archive().write(scribe.workspace, entries);
    EXPECT_TRUE(written) << written.error().text;
    EXPECT_GE(std::stoi(postgres().execute("SELECT last_value FROM usher.collisions")), 4);
    expect_all_there(*store);
}

TEST_F(PostgresCollisionTest, OneThatDoesNotEndIsGivenBackAndLosesNothing) {
    collide("40P01", 7);
    const auto entry = next_entry();
    const auto written = store->archive().write(scribe.workspace, {&entry, 1});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, Error::Kind::unavailable);
    write_until_done(entry);
    expect_all_there(*store);
}

TEST_F(PostgresFaultsTest, ManyWritersOfOneWorkspaceStoreEachEntryOnce) {
    std::vector<core::LogEntry> entries;
    for (int i = 0; i < 150; ++i) entries.push_back(next_entry());
    postgres().execute("ALTER DATABASE usher SET default_transaction_isolation = 'serializable'");
    std::vector<std::thread> writers;
    for (int i = 0; i < 3; ++i) {
        writers.emplace_back([&] {
            auto own = open();
            for (std::size_t at = 0; at < entries.size();) {
                const auto run = std::min<std::size_t>(7, entries.size() - at);
                const auto written =
                    own->archive().write(scribe.workspace, {entries.data() + at, run});
                ASSERT_TRUE(written) << written.error().text;
                at += run;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    postgres().execute("ALTER DATABASE usher RESET default_transaction_isolation");
    expect_all_there(*store);
}

TEST_F(PostgresFaultsTest, DamageIsNamedAndNotTriedAway) {
    write_until_done(next_entry());
    postgres().execute("UPDATE usher.events SET body = '\\xff00ff' WHERE seq = 1");
    const auto page = store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, Error::Kind::corrupt);
    EXPECT_NE(page.error().text.find("PostgreSQL at"), std::string::npos) << page.error().text;
    postgres().execute("DELETE FROM usher.events WHERE seq = 2");
    const auto hole = store->history().page(scribe.workspace, nth<ConversationId>(2), 0, 10);
    EXPECT_TRUE(!hole);
}

}  // namespace
}  // namespace usher::test
