// Goal: a backup of an installation whose store and Redis are elsewhere is the same kind of folder,
// and goes back to either place with everything Redis had beyond the archive.
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/served_hub.hpp"
#include "usher/v1/command.pb.h"

namespace usher::test {
namespace {

using testing::HasSubstr;

class BackupElsewherePostgres : public testing::Test {
  protected:
    void SetUp() override {
        postgres().forget_everything();
        redis.wait_until_ready();
        hub.environment = elsewhere = {{"USHER_STORE__URL", postgres().url()},
                                       {"USHER_REDIS__URL", "unix:" + redis.socket().string()}};
    }
    std::string key(const std::string& name) {
        const auto keys = redis_command(loop, redis.options(), {"KEYS", "{wsp_*}:log"});
        return keys->items.at(0).text.substr(0, keys->items.at(0).text.find(':') + 1) + name;
    }
    /// Of a workspace that nobody has configured.
    std::string first_inbox() {
        const auto name = key("");
        const auto bits = WorkspaceId::parse(name.substr(1, name.find('}') - 1))->bits();
        return InboxId(Bits128{bits.high, bits.low + 3}).text();
    }
    void xadd(const std::string& bytes) {
        ASSERT_TRUE(redis_command(loop, redis.options(), {"XADD", key("in"), "*", "m", bytes}));
    }
    std::string run(std::vector<std::string> arguments, int status = 0) {
        auto verb = hub.verb(std::move(arguments));
        EXPECT_EQ(verb.status(), status) << verb.said();
        return verb.said();
    }

    RedisServer redis;
    net::Loop loop;
    ServedHub hub;
    UsherProgram::Environment elsewhere;
};

TEST_F(BackupElsewherePostgres, GoesBackThereAndIntoADataFolder) {
    hub.add_account();
    hub.start();
    Customer ana(hub.port, "usher.v1", hub.url);
    hub.greet(ana);
    const auto conversation = ana.say_and_see("archived").conversation_id();
    hub.log_in();
    hub.history_until(conversation, "archived");
    // No gateway of this hub wrote it: it becomes a dead letter.
    xadd("no command at all");
    ASSERT_TRUE(hub.program->says("is put aside as a dead letter")) << hub.program->said();
    ana.say_and_see("decided");
    const auto letters = [&] {
        return redis_command(loop, redis.options(), {"HLEN", key("dead")})->integer;
    };
    for (int tries = 0; letters() == 0; ++tries) ASSERT_LT(tries, 10'000);
    hub.kill();
    // Acknowledged by a gateway that died before anybody decided it.
    v1::CommandBatch batch;
    auto& command = *batch.add_commands();
    command.set_command_id(new_command_id());
    command.mutable_caller()->set_role(v1::CONTACT);
    command.mutable_caller()->set_actor_id(ana.contact);
    command.set_received_ms(std::chrono::duration_cast<std::chrono::milliseconds>(
                                std::chrono::system_clock::now().time_since_epoch())
                                .count());
    command.set_entropy(std::string(16, 'e'));
    command.mutable_send_message()->set_inbox_id(first_inbox());
    command.mutable_send_message()->mutable_text()->set_text("undecided");
    xadd(batch.SerializeAsString());

    const auto backup = run({"backup", "--data", hub.data(), hub.path("backup")});
    EXPECT_THAT(backup, HasSubstr("1 undecided commands, 1 dead letters"));

    // Into a data folder.
    hub.environment = {};
    run({"restore", "--data", hub.path("moved"), hub.path("backup")});
    std::filesystem::remove_all(hub.data());
    std::filesystem::rename(hub.path("moved"), hub.data());
    const auto expect_all = [&] {
        hub.start();
        hub.log_in();
        const auto history = hub.history_until(conversation, "undecided");
        for (const char* text : {"\"archived\"", "\"decided\"", "\"undecided\""}) {
            EXPECT_EQ(times(history, text), 1) << text;
        }
        v1::CustomerWelcome welcome;
        ASSERT_TRUE(hub.greet_in_new_life(ana, welcome));
        EXPECT_TRUE(welcome.resync_required());
        hub.stop();
    };
    expect_all();

    // And back to where it was, over what is there.
    hub.environment = elsewhere;
    const auto refused = run({"restore", "--data", hub.path("node"), hub.path("backup")}, 2);
    EXPECT_THAT(refused, HasSubstr("--replace"));
    const auto said = run({"restore", "--replace", "--data", hub.path("node"), hub.path("backup")});
    EXPECT_THAT(said, HasSubstr("schema usher_before_"));
    EXPECT_THAT(said, HasSubstr("redis_before_"));
    std::filesystem::remove_all(hub.data());
    std::filesystem::rename(hub.path("node"), hub.data());
    expect_all();
    EXPECT_EQ(redis_command(loop, redis.options(), {"HLEN", key("dead")})->integer, 1);
}

TEST_F(BackupElsewherePostgres, IsNotPutBackUnderARunningHub) {
    hub.add_account();
    hub.start();
    run({"backup", "--data", hub.data(), hub.path("backup")});
    const auto said =
        run({"restore", "--replace", "--data", hub.path("node"), hub.path("backup")}, 2);
    EXPECT_THAT(said, HasSubstr("runs on this Redis; stop it first"));
    hub.stop();
}

}  // namespace
}  // namespace usher::test
