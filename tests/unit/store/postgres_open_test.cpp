// Goal: a PostgreSQL database that cannot be used is named, without its password, with what to do
// about it, and left as it was; one that can be used is brought up to date once.
#include <future>

#include "hub/store/postgres/connection.hpp"
#include "hub/store/postgres/migrate.hpp"
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using store::Migration;
using store::postgres::Connection;

class PostgresOpenTest : public testing::Test {
  protected:
    Error error_of(const std::string& url) {
        const auto opened = store::open_postgres(url);
        EXPECT_FALSE(opened) << url;
        const auto error = opened ? Error{} : opened.error();
        EXPECT_EQ(error.text.find("hunter2"), std::string::npos) << error.text;
        return error;
    }
    Result<void> run(std::vector<Migration> migrations) {
        return store::postgres::attempt_on(connection, store::postgres::Repeat::never, [&] {
            store::postgres::migrate(connection, migrations);
        });
    }
    StoreStage stage{Backend::postgres};
    Connection connection{postgres().url(), "usher test"};
};

TEST_F(PostgresOpenTest, WhatIsNoSuchUrlIsInvalid) {
    for (const char* url : {"", "postgres", "mysql://u:hunter2@host/db",
                            "postgres://u:hunter2@[::1", "postgres://u:hunter2@h/db?nonsense=1"}) {
        EXPECT_EQ(error_of(url).kind, Error::Kind::invalid) << url;
    }
}

TEST_F(PostgresOpenTest, NobodyThereIsUnavailableAndNamesThePlace) {
    const auto error = error_of("postgres://u:hunter2@127.0.0.1:1/db");
    EXPECT_EQ(error.kind, Error::Kind::unavailable);
    EXPECT_NE(error.text.find("127.0.0.1:1"), std::string::npos) << error.text;
}

TEST_F(PostgresOpenTest, AnUnknownDatabaseOrUserIsRefused) {
    auto error = error_of(postgres().url("nowhere"));
    EXPECT_EQ(error.kind, Error::Kind::refused) << error.text;
    EXPECT_NE(error.text.find("nowhere"), std::string::npos) << error.text;
    error = error_of(postgres().url() + "&password=hunter2&user=mallory");
    EXPECT_EQ(error.kind, Error::Kind::refused) << error.text;
}

TEST_F(PostgresOpenTest, AUserWithoutRightsIsToldWhichHeNeeds) {
    postgres().execute("DROP ROLE IF EXISTS poor; CREATE ROLE poor LOGIN");
    const auto error = error_of(postgres().url() + "&user=poor");
    EXPECT_EQ(error.kind, Error::Kind::refused) << error.text;
    EXPECT_NE(error.text.find("schema usher"), std::string::npos) << error.text;
}

TEST_F(PostgresOpenTest, ASchemaOfAnotherProgramIsLeftAlone) {
    postgres().execute("CREATE SCHEMA usher; CREATE TABLE usher.bookmarks (url text)");
    EXPECT_EQ(error_of(postgres().url()).kind, Error::Kind::refused);
    EXPECT_EQ(postgres().execute("SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n"
                                 " ON n.oid = c.relnamespace WHERE n.nspname = 'usher'"),
              "1");
}

TEST_F(PostgresOpenTest, ANewerSchemaIsLeftAlone) {
    ASSERT_TRUE(store::open_postgres(postgres().url()));
    postgres().execute("INSERT INTO usher.migrations VALUES (999, '0999_later', 'x')");
    const auto error = error_of(postgres().url());
    EXPECT_EQ(error.kind, Error::Kind::refused);
    EXPECT_NE(error.text.find("newer version"), std::string::npos) << error.text;
}

TEST_F(PostgresOpenTest, ManyAtOnceMakeOneSchema) {
    std::vector<std::future<Result<std::unique_ptr<store::Store>>>> all;
    for (int i = 0; i < 6; ++i) {
        all.push_back(
            std::async(std::launch::async, [] { return store::open_postgres(postgres().url()); }));
    }
    for (auto& one : all) {
        const auto opened = one.get();
        EXPECT_TRUE(opened) << opened.error().text;
    }
    EXPECT_EQ(postgres().execute("SELECT count(*) = max(number) FROM usher.migrations"), "t");
}

constexpr Migration kFirst{1, "0001_first", "CREATE TABLE first (a bigint);"};
constexpr Migration kSecond{2, "0002_second",
                            "CREATE TABLE second (b bigint); INSERT INTO second VALUES (1);"};

TEST_F(PostgresOpenTest, MigrationsAreAppliedOnceAndNeverAfterAChange) {
    ASSERT_TRUE(run({kFirst}));
    ASSERT_TRUE(run({kFirst}));
    ASSERT_TRUE(run({kFirst, kSecond}));
    ASSERT_TRUE(run({kFirst, kSecond}));
    EXPECT_EQ(postgres().execute("SELECT count(*) FROM usher.second"), "1");
    auto changed = kFirst;
    changed.sql = "CREATE TABLE first (a bigint, b bigint);";
    EXPECT_EQ(run({changed, kSecond}).error().kind, Error::Kind::refused);
}

TEST_F(PostgresOpenTest, AFailingMigrationLeavesNothingBehind) {
    ASSERT_TRUE(run({kFirst}));
    EXPECT_FALSE(
        run({kFirst, kSecond, {3, "0003_bad", "CREATE TABLE third (c bigint); nonsense;"}}));
    EXPECT_EQ(postgres().execute("SELECT to_regclass('usher.second') IS NULL"), "t");
    EXPECT_TRUE(run({kFirst, kSecond}));
}

TEST_F(PostgresOpenTest, OursAreNumberedWithoutGap) {
    int number = 0;
    for (const auto& migration : store::postgres::kUsherMigrations) {
        EXPECT_EQ(migration.number, ++number);
    }
    EXPECT_GT(number, 0);
}

}  // namespace
}  // namespace usher::test
