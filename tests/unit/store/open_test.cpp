// Goal: a database that cannot be used is named, with what to do about it, and left exactly as it
// was.
#include "hub/store/open.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "hub/store/sqlite/statement.hpp"
#include "tests/unit/store/scribe.hpp"

namespace usher::test {
namespace {

using namespace std::chrono_literals;
using store::sqlite::Access;
using store::sqlite::Connection;
using store::sqlite::Transaction;

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

void put(const std::filesystem::path& file, std::string_view bytes, std::streamoff at = 0) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    if (!stream) stream.open(file, std::ios::binary | std::ios::out);
    stream.seekp(at);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class OpenTest : public testing::Test {
  protected:
    void fill() {
        auto store = open_store(folder.path());
        Scribe scribe;
        scribe.opened_with(1, 2000);
        scribe.store(*store);
    }
    /// Opening fails, says so, and changes nothing.
    Error expect_refused(const std::filesystem::path& file) {
        const auto before = contents(file);
        const auto opened = store::open_sqlite(folder.path());
        EXPECT_FALSE(opened);
        EXPECT_EQ(contents(file), before) << "the file was changed";
        const auto error = opened ? Error{} : opened.error();
        EXPECT_NE(error.text.find(file.string()), std::string::npos) << error.text;
        return error;
    }

    TempFolder folder;
    std::filesystem::path archive = folder.path() / "archive.db";
};

TEST_F(OpenTest, MakesTheFolderAndOpensAgain) {
    const auto inner = folder.path() / "a" / "b";
    ASSERT_TRUE(open_store(inner));
    ASSERT_TRUE(open_store(inner));
    EXPECT_TRUE(std::filesystem::exists(inner / "archive.db"));
    EXPECT_TRUE(std::filesystem::exists(inner / "accounts.db"));
}

TEST_F(OpenTest, ADamagedPageIsFoundAndTheFileLeftAlone) {
    fill();
    put(archive, std::string(4096, '\x5a'), 4096 * 20);
    const auto error = expect_refused(archive);
    EXPECT_EQ(error.kind, Error::Kind::corrupt);
    EXPECT_NE(error.text.find("restore a backup or move it away"), std::string::npos) << error.text;
}

TEST_F(OpenTest, ACutFileIsFound) {
    fill();
    std::filesystem::resize_file(archive, std::filesystem::file_size(archive) / 2);
    EXPECT_EQ(expect_refused(archive).kind, Error::Kind::corrupt);
}

TEST_F(OpenTest, AFileThatIsNoDatabaseIsLeftAlone) {
    put(archive, "Dear diary, this is not a database at all. " + std::string(5000, 'x'));
    EXPECT_EQ(expect_refused(archive).kind, Error::Kind::corrupt);
}

TEST_F(OpenTest, DamagedAccountsAreFoundToo) {
    fill();
    const auto accounts = folder.path() / "accounts.db";
    put(accounts, std::string(4096, '\x5a'), 4096 * 2);
    EXPECT_EQ(expect_refused(accounts).kind, Error::Kind::corrupt);
}

TEST_F(OpenTest, DamageFoundOnlyWhenReadIsReportedAsSuch) {
    fill();
    auto store = open_store(folder.path());
    const auto pages = static_cast<int>(std::filesystem::file_size(archive) / 4096);
    for (int page = 10; page < pages; ++page) put(archive, std::string(4096, '\x5a'), 4096 * page);
    const auto page = store->history().page(nth<WorkspaceId>(1), nth<ConversationId>(1), 0, 1000);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, Error::Kind::corrupt) << page.error().text;
}

TEST_F(OpenTest, ADatabaseOfAnotherProgramIsLeftAlone) {
    {
        Connection other({archive, ""}, Access::create, 1s);
        other.execute("CREATE TABLE bookmarks (url TEXT)");
    }
    EXPECT_EQ(expect_refused(archive).kind, Error::Kind::refused);
}

TEST_F(OpenTest, ANewerSchemaIsLeftAlone) {
    fill();
    {
        Connection newer({archive, ""}, Access::read_write, 1s);
        newer.execute("INSERT INTO migrations VALUES (999, '0999_later', 'x', 'now')");
    }
    const auto error = expect_refused(archive);
    EXPECT_EQ(error.kind, Error::Kind::refused);
    EXPECT_NE(error.text.find("newer version"), std::string::npos) << error.text;
}

TEST_F(OpenTest, AReadOnlyFolderIsNamed) {
    fill();
    // Root may write anywhere, so somebody else tries.
    const pid_t child = ::fork();
    if (child == 0) {
        std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
        for (auto file : {"archive.db", "accounts.db"}) {
            std::filesystem::permissions(folder.path() / file, std::filesystem::perms(0444));
        }
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
        const auto opened = store::open_sqlite(folder.path());
        if (opened) ::_exit(1);
        const bool names = opened.error().text.find("archive.db") != std::string::npos;
        ::_exit(names && opened.error().kind == Error::Kind::refused ? 0 : 2);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0700));
}

TEST_F(OpenTest, AFileInPlaceOfTheFolderIsNamed) {
    put(folder.path() / "file", "x");
    const auto opened = store::open_sqlite(folder.path() / "file" / "data");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, Error::Kind::refused);
}

TEST_F(OpenTest, ALockHeldByAnotherIsWaitedForThenNamed) {
    auto store = open_store(folder.path());
    Connection other({archive, ""}, Access::read_write, 1s);
    Scribe scribe;
    scribe.opened_with(1, 1);
    const std::vector entries{scribe.entry()};
    {
        const Transaction held(other, Transaction::Lock::exclusive);
        const auto refused = store->archive().write(scribe.workspace, entries);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Error::Kind::unavailable);
        EXPECT_NE(refused.error().text.find("locked by another process"), std::string::npos);
        EXPECT_TRUE(store->history().page(scribe.workspace, nth<ConversationId>(1), 0, 10))
            << "reading does not wait for a writer";
    }
    EXPECT_TRUE(store->archive().write(scribe.workspace, entries));
}

TEST_F(OpenTest, AnotherProgramThatEndsDoesNotTakeTheWriteAheadLogAway) {
    fill();
    auto store = open_store(folder.path());
    Scribe scribe;
    scribe.opened_with(2, 10);
    scribe.store(*store);
    const auto again = open_store(folder.path());
    for (const auto* name : {"archive.db", "accounts.db"}) {
        const auto file = (folder.path() / name).string();
        ASSERT_EQ(std::system(("sqlite3 " + file +
                               " 'SELECT count(*) FROM sqlite_master'"
                               " >/dev/null")
                                  .c_str()),
                  0);
        EXPECT_TRUE(std::filesystem::exists(file + "-wal"))
            << name << " lost its locks: another program believes that nobody uses it";
    }
}

TEST_F(OpenTest, ManyAtOnceMakeOneDatabase) {
    for (int round = 0; round < 10; ++round) {
        const auto place = folder.path() / std::to_string(round);
        std::vector<std::future<Result<std::unique_ptr<store::Store>>>> opening;
        for (int nth = 0; nth < 6; ++nth) {
            opening.push_back(
                std::async(std::launch::async, [&] { return store::open_sqlite(place); }));
        }
        for (auto& it : opening) {
            const auto opened = it.get();
            EXPECT_TRUE(opened) << opened.error().text;
        }
    }
}

}  // namespace
}  // namespace usher::test
