// Goal: each migration is applied once, in order, wholly or not at all, and never after its text
// was changed.
#include "hub/store/sqlite/migrate.hpp"

#include "tests/unit/store/scribe.hpp"

namespace usher::test {
namespace {

using namespace store::sqlite;
using store::Migration;
using namespace std::chrono_literals;

constexpr Migration kFirst{1, "0001_first", "CREATE TABLE first (a INTEGER) STRICT;"};
constexpr Migration kSecond{2, "0002_second",
                            "CREATE TABLE second (b INTEGER) STRICT;"
                            "INSERT INTO second VALUES (1);"};

class MigrateTest : public testing::Test {
  protected:
    Result<void> run(std::vector<Migration> migrations) {
        return store::attempt([&] { migrate(connection, migrations); });
    }
    TempFolder folder;
    Connection connection{{folder.path() / "x.db", "restore it"}, Access::create, 1s};
};

TEST_F(MigrateTest, AppliesWhatIsMissingOnce) {
    ASSERT_TRUE(run({kFirst}));
    ASSERT_TRUE(run({kFirst}));
    ASSERT_TRUE(run({kFirst, kSecond}));
    ASSERT_TRUE(run({kFirst, kSecond}));
    EXPECT_EQ(connection.number("SELECT count(*) FROM second"), 1);
    EXPECT_EQ(connection.number("SELECT count(*) FROM migrations"), 2);
}

TEST_F(MigrateTest, AChangedTextIsAnError) {
    ASSERT_TRUE(run({kFirst}));
    auto changed = kFirst;
    changed.sql = "CREATE TABLE first (a INTEGER, b INTEGER) STRICT;";
    const auto result = run({changed, kSecond});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::refused);
    EXPECT_NE(result.error().text.find("0001_first was changed"), std::string::npos);
    EXPECT_EQ(connection.number("SELECT count(*) FROM migrations"), 1);
}

TEST_F(MigrateTest, AFailingOneLeavesNothingBehind) {
    ASSERT_TRUE(run({kFirst}));
    EXPECT_FALSE(
        run({kFirst, kSecond, {3, "0003_bad", "CREATE TABLE third (c INTEGER); nonsense;"}}));
    EXPECT_EQ(connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'second'"), 0);
    EXPECT_TRUE(run({kFirst, kSecond}));
}

TEST_F(MigrateTest, CommandsFromBeforeThereWasAnIndexOfThemAreFound) {
    constexpr std::string_view kOld = "019f3a5c-7b21-7c04-9d52-0123456789ab";
    Scribe scribe;
    {
        auto store = open_store(folder.path());
        scribe.open(1);
        scribe.caused_by(std::string(kOld));
        scribe.says(1, "long ago");
        scribe.caused_by({});
        scribe.force_index(*store);
        scribe.force_index(*store);
        scribe.says(1, "not indexed");
        scribe.store(*store);
    }
    {
        Connection archive({folder.path() / "archive.db", ""}, Access::read_write, 1s);
        archive.execute(
            "DROP TABLE event_keys; DROP TABLE snapshots; DROP TABLE gaps;"
            "ALTER TABLE workspaces DROP COLUMN keyed_event;"
            "ALTER TABLE workspaces DROP COLUMN epoch_began;"
            "DROP INDEX events_changes; DELETE FROM migrations WHERE number > 1");
    }
    auto store = open_store(folder.path());
    const auto found =
        store->history().decided(scribe.workspace, core::Actor::contact(nth<ContactId>(1)), kOld);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->seq, 2u);
    scribe.says(1, "goes on");
    scribe.store(*store);
}

TEST_F(MigrateTest, OursAreNumberedWithoutGap) {
    for (auto migrations : {kArchiveMigrations, kAccountsMigrations}) {
        ASSERT_FALSE(migrations.empty());
        int number = 0;
        for (const auto& migration : migrations) EXPECT_EQ(migration.number, ++number);
    }
}

}  // namespace
}  // namespace usher::test
