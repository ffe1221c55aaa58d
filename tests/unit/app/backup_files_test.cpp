// Goal: what a backup's files say is read back as it was written, and a damaged or foreign one is
// refused with its name.
#include <gmock/gmock.h>

#include <fstream>

#include "hub/app/backup/log_records.hpp"
#include "hub/app/backup/manifest.hpp"
#include "hub/app/engine/new_life.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

struct Taken {
    std::vector<log::Snapshot> snapshots;
    std::vector<log::EventEntry> events;
    std::vector<log::CommandEntry> commands;
    std::vector<log::DeadLetter> letters;

    app::LogRecordsTaker taker() {
        return {[this](log::Snapshot one) { return add(snapshots, std::move(one)); },
                [this](log::EventEntry one) { return add(events, std::move(one)); },
                [this](log::CommandEntry one) { return add(commands, std::move(one)); },
                [this](log::DeadLetter one) { return add(letters, std::move(one)); }};
    }
    template <class T>
    static Result<void> add(std::vector<T>& to, T one) {
        to.push_back(std::move(one));
        return {};
    }
};

class BackupFiles : public testing::Test {
  protected:
    std::filesystem::path records() const { return folder.path() / "one.records"; }
    void write() const {
        app::LogRecordsWriter writer(records());
        writer.snapshot({7, std::string("snap\nshot\0", 10)});
        writer.event({8, "end\n"});
        writer.command({"1700-3", ""});
        writer.dead_letter({"1700-4", "it\nbroke", 5, "bytes"});
        ASSERT_TRUE(writer.finish());
    }
    TemporaryFolder folder;
};

TEST_F(BackupFiles, RecordsComeBackWithEveryByte) {
    write();
    Taken taken;
    const auto read = app::read_log_records(records(), taken.taker());
    ASSERT_TRUE(read) << read.error().text;
    ASSERT_EQ(taken.snapshots.size(), 1U);
    EXPECT_EQ(taken.snapshots[0].version, 7U);
    EXPECT_EQ(taken.snapshots[0].bytes, std::string("snap\nshot\0", 10));
    ASSERT_EQ(taken.events.size(), 1U);
    EXPECT_EQ(taken.events[0].bytes, "end\n");
    ASSERT_EQ(taken.commands.size(), 1U);
    EXPECT_EQ(taken.commands[0].id, "1700-3");
    ASSERT_EQ(taken.letters.size(), 1U);
    EXPECT_EQ(taken.letters[0].tries, 5U);
    EXPECT_EQ(taken.letters[0].cause, "it\nbroke");
    EXPECT_EQ(taken.letters[0].bytes, "bytes");
}

TEST_F(BackupFiles, RecordsThatEndAnywhereAreRefused) {
    write();
    const auto size = std::filesystem::file_size(records());
    for (std::uintmax_t cut = 0; cut < size - 1; ++cut) {
        write();
        std::filesystem::resize_file(records(), cut);
        Taken taken;
        const auto read = app::read_log_records(records(), taken.taker());
        ASSERT_FALSE(read) << "cut at " << cut << " of " << size;
        EXPECT_THAT(read.error().text, HasSubstr("one.records"));
    }
}

TEST_F(BackupFiles, AManifestFindsEveryChangedAndMissingFile) {
    write();
    app::Manifest manifest;
    manifest.hub_version = "usher test";
    manifest.workspaces.push_back({.id = WorkspaceId(Bits128{1, 2}),
                                   .epoch = "3",
                                   .archived_version = 1ULL << 40,
                                   .log_version = 9,
                                   .entries = 2,
                                   .commands = 1,
                                   .dead_letters = 1,
                                   .records = "one.records"});
    ASSERT_TRUE(app::write_manifest(folder.path(), manifest));
    const auto read = app::read_manifest(folder.path());
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->workspaces[0].archived_version, 1ULL << 40);
    EXPECT_EQ(read->workspaces[0].id, manifest.workspaces[0].id);
    EXPECT_TRUE(app::check_files(folder.path(), *read));

    std::ofstream(records(), std::ios::app) << "more";
    EXPECT_THAT(app::check_files(folder.path(), *read).error().text, HasSubstr("is damaged"));
    std::filesystem::remove(records());
    EXPECT_THAT(app::check_files(folder.path(), *read).error().text, HasSubstr("is missing"));
    auto outside = *read;
    outside.files[0].name = "../one.records";
    EXPECT_EQ(app::check_files(folder.path(), outside).error().kind, Error::Kind::corrupt);

    std::ofstream(folder.path() / "manifest.json") << R"({"format":2,"hub_version":"usher 9"})";
    EXPECT_THAT(app::read_manifest(folder.path()).error().text, HasSubstr("usher 9"));
    std::ofstream(folder.path() / "manifest.json") << "{";
    EXPECT_EQ(app::read_manifest(folder.path()).error().kind, Error::Kind::corrupt);
}

TEST(NewLife, IsOneThatNobodyHasSeen) {
    const auto now = from_ms(1'800'000'000'000);
    const auto first = app::first_of_life({"1", 500}, 700, now);
    EXPECT_EQ(first.previous, 500U);
    EXPECT_EQ(first.version, 1ULL << 32);
    EXPECT_EQ(first.epoch, "1800000000");
    const auto again = app::first_of_life({"1", 500}, 700, now + std::chrono::seconds(1));
    EXPECT_GT(app::number_of_epoch(again.epoch), app::number_of_epoch(first.epoch));
    // A clock that was set back does not bring an old one back.
    const auto later = app::first_of_life({first.epoch, first.version}, 0, from_ms(0));
    EXPECT_EQ(later.epoch, "1800000001");
    EXPECT_EQ(later.version, 2ULL << 32);
}

}  // namespace
}  // namespace usher::test
