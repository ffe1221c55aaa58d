// Goal: a backup of a running hub holds everything that was acknowledged before it; put back, it
// serves, nothing is doubled, and whoever saw more is told to start over.
#include <sys/stat.h>

#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

using testing::HasSubstr;

class Backup : public testing::Test {
  protected:
    void begin() {
        hub.add_account();
        hub.start();
    }
    void restore(std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"restore", "--data", hub.data(), hub.path("backup")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto verb = hub.verb(arguments);
        ASSERT_EQ(verb.status(), 0) << verb.said();
        said = verb.said();
    }
    void back_up() {
        auto verb = hub.verb({"backup", "--data", hub.data(), hub.path("backup")});
        ASSERT_EQ(verb.status(), 0) << verb.said();
    }

    ServedHub hub;
    std::string said;
};

TEST_F(Backup, OfARunningHubHoldsWhatWasAcknowledged) {
    begin();
    Customer ana(hub.port, "usher.v1", hub.url);
    hub.greet(ana);
    std::string conversation;
    for (int i = 0; i < 12; ++i) {
        conversation = ana.say_and_see("before-" + std::to_string(i) + "-").conversation_id();
    }
    // Others write all the time.
    std::atomic<bool> enough = false;
    std::thread others([&] {
        Customer ben(hub.port, "usher.v1", hub.url);
        hub.greet(ben);
        for (int i = 0; !enough; ++i) {
            ben.say_and_see("meanwhile-" + std::to_string(i));
            // Slower than what one customer may write.
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    });
    back_up();
    enough = true;
    others.join();
    ana.say_and_see("after the backup");
    hub.stop();

    auto check = hub.verb({"backup", "--check", hub.path("backup")});
    EXPECT_EQ(check.status(), 0) << check.said();
    EXPECT_THAT(check.said(), HasSubstr("whole: "));

    restore({"--replace"});
    EXPECT_THAT(said, HasSubstr("the old installation is kept: " + hub.data() + ".before_"));
    hub.start();
    hub.log_in();
    const auto history = hub.history_until(conversation, "before-11-");
    for (int i = 0; i < 12; ++i) {
        EXPECT_EQ(times(history, "before-" + std::to_string(i) + "-"), 1) << i;
    }
    EXPECT_EQ(times(history, "after the backup"), 0);

    v1::CustomerWelcome welcome;
    auto again = hub.greet_in_new_life(ana, welcome);
    ASSERT_TRUE(again);
    EXPECT_TRUE(welcome.resync_required()) << "he saw a message that is not there any more";
    EXPECT_EQ(welcome.contact_id(), ana.contact);
    EXPECT_EQ(again->say_and_see("it goes on").conversation_id(), conversation);
    hub.stop();
}

TEST_F(Backup, PutBackTwiceItIsTwoLives) {
    begin();
    Customer ana(hub.port, "usher.v1", hub.url);
    hub.greet(ana);
    ana.say_and_see("one");
    back_up();
    hub.stop();
    std::set<std::string> epochs{ana.epoch};
    for (int i = 0; i < 2; ++i) {
        restore({"--replace"});
        hub.start();
        v1::CustomerWelcome welcome;
        auto again = hub.greet_in_new_life(ana, welcome);
        ASSERT_TRUE(again);
        EXPECT_TRUE(welcome.resync_required());
        again->say_and_see("in life " + std::to_string(i));
        epochs.insert(again->epoch);
        hub.stop();
        // The name of what is kept, and of a life, has seconds in it.
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    }
    EXPECT_EQ(epochs.size(), 3U);
}

TEST_F(Backup, IsForItsOwnerAloneAndHoldsNoSessions) {
    begin();
    hub.log_in();
    back_up();
    hub.stop();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(hub.path("backup"))) {
        struct stat found{};
        ASSERT_EQ(::stat(entry.path().c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777, 0600U) << entry.path();
    }
    struct stat found{};
    ASSERT_EQ(::stat(hub.path("backup").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700U);

    restore({"--replace"});
    hub.start();
    EXPECT_THAT(hub.get("/api/v1/search?q=x"), HasSubstr("401"));
    hub.log_in();
    hub.stop();
}

TEST_F(Backup, OfAKilledHubIsPutBackIntoAnEmptyFolder) {
    begin();
    Customer ana(hub.port, "usher.v1", hub.url);
    hub.greet(ana);
    const auto conversation = ana.say_and_see("kept").conversation_id();
    hub.kill();  // before the archive has it, most times
    back_up();
    std::filesystem::remove_all(hub.data());
    restore();
    hub.start();
    hub.log_in();
    EXPECT_EQ(times(hub.history_until(conversation, "kept"), "kept"), 1);
    hub.stop();
}

TEST_F(Backup, RefusesToOverwriteAndToReadWhatIsDamaged) {
    begin();
    back_up();
    auto again = hub.verb({"backup", "--data", hub.data(), hub.path("backup")});
    EXPECT_EQ(again.status(), 2);
    EXPECT_THAT(again.said(), HasSubstr("exists already"));
    auto running = hub.verb({"restore", "--replace", "--data", hub.data(), hub.path("backup")});
    EXPECT_EQ(running.status(), 2);
    EXPECT_THAT(running.said(), HasSubstr("stop it first"));
    hub.stop();
    auto occupied = hub.verb({"restore", "--data", hub.data(), hub.path("backup")});
    EXPECT_EQ(occupied.status(), 2);
    EXPECT_THAT(occupied.said(), HasSubstr("is not empty"));
    EXPECT_THAT(occupied.said(), HasSubstr("--replace"));

    {
        std::fstream file(hub.path("backup/archive.db"), std::ios::in | std::ios::out);
        file.seekp(5000);
        file.put('?');
    }
    auto check = hub.verb({"backup", "--check", hub.path("backup")});
    EXPECT_EQ(check.status(), 1);
    EXPECT_THAT(check.said(), HasSubstr("archive.db is damaged"));
    auto damaged = hub.verb({"restore", "--replace", "--data", hub.data(), hub.path("backup")});
    EXPECT_EQ(damaged.status(), 1);
    EXPECT_TRUE(std::filesystem::exists(hub.data() + "/archive.db")) << "nothing was touched";
    auto nothing = hub.verb({"restore", "--data", hub.path("new"), hub.path("web")});
    EXPECT_EQ(nothing.status(), 2);
    EXPECT_THAT(nothing.said(), HasSubstr("is no backup"));
}

}  // namespace
}  // namespace usher::test
