// Goal: whichever of the two, store or Redis, was set back to an earlier time, each message is
// there once, no number means two things, and who holds what is void is told to start over.
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Mismatch : public testing::Test {
  protected:
    void SetUp() override {
        redis.wait_until_ready();
        hub.environment = {{"USHER_REDIS__URL", "unix:" + redis.socket().string()}};
        hub.add_account();
        hub.start();
        hub.greet(*(ana = std::make_unique<Customer>(hub.port, "usher.v1", hub.url)));
        say("first");
        workspace = key_of_log();
    }
    void say(const std::string& text) {
        const auto event = ana->say_and_see(text);
        conversation = event.conversation_id();
        seq = event.seq();
    }
    void until_archived(const std::string& text) {
        hub.log_in();
        EXPECT_THAT(hub.history_until(conversation, text), HasSubstr(text));
    }
    void restart() {
        hub.start();
        auto again = std::make_unique<Customer>(hub.port, "usher.v1", hub.url);
        welcome = hub.greet_again(*again, *ana);
        ana = std::move(again);
    }
    void restart_into_new_life() {
        hub.start();
        ana = hub.greet_in_new_life(*ana, welcome);
        ASSERT_TRUE(ana);
        EXPECT_TRUE(welcome.resync_required());
    }
    void expect_once(std::initializer_list<std::string> texts) {
        for (const auto& text : texts) {
            until_archived(text);
            EXPECT_EQ(times(hub.history_until(conversation, text), "\"" + text + "\""), 1) << text;
        }
    }
    Result<log::Reply> command(std::initializer_list<std::string_view> words) {
        return redis_command(loop, redis.options(), words);
    }
    std::string key(const std::string& name) const { return "{" + workspace + "}:" + name; }
    static void copy(const fs::path& from, const fs::path& to) {
        fs::remove_all(to);
        fs::copy(from, to, fs::copy_options::recursive);
    }
    void set_redis_back_to(const fs::path& kept) {
        redis.stop();
        fs::remove_all(redis.folder() / "appendonlydir");
        if (fs::exists(kept)) copy(kept, redis.folder() / "appendonlydir");
        redis.start();
        redis.wait_until_ready();
    }
    std::string key_of_log() {
        const auto keys = command({"KEYS", "{wsp_*}:log"});
        EXPECT_TRUE(keys && keys->items.size() == 1);
        const auto& name = keys->items.at(0).text;
        return name.substr(1, name.find('}') - 1);
    }

    RedisServer redis;
    net::Loop loop;
    ServedHub hub;
    std::unique_ptr<Customer> ana;
    v1::CustomerWelcome welcome;
    std::string conversation, workspace;
    std::uint64_t seq = 0;
};

TEST_F(Mismatch, AnOlderStoreCatchesUpFromACompleteLog) {
    until_archived("first");
    hub.stop();
    copy(hub.data(), hub.path("old"));
    restart();
    say("second");
    until_archived("second");
    hub.stop();
    copy(hub.path("old"), hub.data());
    const auto epoch = ana->epoch;
    restart();
    EXPECT_FALSE(welcome.resync_required()) << "nothing was lost";
    EXPECT_EQ(welcome.epoch(), epoch);
    say("third");
    expect_once({"first", "second", "third"});
    hub.stop();
}

TEST_F(Mismatch, AnOlderStoreAndATrimmedLogAreANamedGapAndANewLife) {
    until_archived("first");
    hub.stop();
    copy(hub.data(), hub.path("old"));
    // A snapshot behind the second message.
    restart();
    say("second");
    until_archived("second");
    hub.stop();
    ASSERT_TRUE(command({"DEL", key("snapshot")}));
    restart();
    for (int tries = 0; command({"XLEN", key("snapshot")})->integer == 0; ++tries) {
        ASSERT_LT(tries, 500);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    hub.stop();
    const auto last = command({"XREVRANGE", key("log"), "+", "-", "COUNT", "1"});
    ASSERT_TRUE(last);
    ASSERT_TRUE(command({"XTRIM", key("log"), "MINID", last->items.at(0).items.at(0).text}));
    copy(hub.path("old"), hub.data());
    auto before = hub.verb({"doctor", "--data", hub.data()});
    EXPECT_EQ(before.status(), 2);
    EXPECT_THAT(before.said(), HasSubstr("what is between is in neither"));

    const auto seen = seq;
    restart_into_new_life();
    EXPECT_TRUE(hub.program->says("is lost: the store is older")) << hub.program->said();
    say("third");
    EXPECT_GT(seq, seen) << "the state is the newest that is known";
    expect_once({"first", "third"});
    EXPECT_EQ(times(hub.history_until(conversation, "third"), "\"second\""), 0);
    auto doctor = hub.verb({"doctor", "--data", hub.data()});
    EXPECT_NE(doctor.status(), 0);
    EXPECT_THAT(doctor.said(), HasSubstr("is lost"));
    hub.stop();
    // It is said once; the life goes on.
    const auto life = ana->epoch;
    restart();
    EXPECT_EQ(welcome.epoch(), life);
    EXPECT_EQ(times(hub.stop(), "is lost"), 0);
}

TEST_F(Mismatch, AnOlderRedisBeginsANewLifeFromTheStore) {
    until_archived("first");
    hub.stop();
    redis.stop();
    copy(redis.folder() / "appendonlydir", hub.path("old"));
    redis.start();
    redis.wait_until_ready();
    restart();
    say("second");
    until_archived("second");
    hub.stop();
    set_redis_back_to(hub.path("old"));
    restart_into_new_life();
    EXPECT_TRUE(hub.program->says("Redis is older than the store")) << hub.program->said();
    const auto seen = seq;
    say("third");
    EXPECT_GT(seq, seen) << "a number that somebody saw is not used again";
    expect_once({"first", "second", "third"});
    hub.stop();
}

TEST_F(Mismatch, AnEmptyRedisBeginsANewLifeFromTheStoreEachTime) {
    until_archived("first");
    std::set<std::string> epochs{ana->epoch};
    for (int i = 0; i < 2; ++i) {
        hub.stop();
        set_redis_back_to(hub.path("nothing"));
        restart_into_new_life();
        epochs.insert(welcome.epoch());
        say("again " + std::to_string(i));
        until_archived("again " + std::to_string(i));
    }
    EXPECT_EQ(epochs.size(), 3U);
    expect_once({"first", "again 0", "again 1"});
    hub.stop();
}

}  // namespace
}  // namespace usher::test
