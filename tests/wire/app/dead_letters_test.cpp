// Goal: a command that was put aside can be seen, appended again without losing or doubling it, and
// dropped only on purpose; what people wrote is shown only when asked for.
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/served_hub.hpp"
#include "usher/v1/command.pb.h"

namespace usher::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class DeadLetters : public testing::Test {
  protected:
    void SetUp() override {
        redis.wait_until_ready();
        hub.environment = {{"USHER_REDIS__URL", "unix:" + redis.socket().string()}};
        hub.add_account();
        hub.start();
        ana = std::make_unique<Customer>(hub.port, "usher.v1", hub.url);
        hub.greet(*ana);
        conversation = ana->say_and_see("before").conversation_id();
        const auto keys = redis_command(loop, redis.options(), {"KEYS", "{wsp_*}:log"});
        prefix = keys->items.at(0).text.substr(0, keys->items.at(0).text.find(':') + 1);
    }
    std::string run(std::vector<std::string> words, int status = 0) {
        words.insert(words.begin(), "dead-letters");
        words.insert(words.end(), {"--data", hub.data()});
        auto verb = hub.verb(words);
        EXPECT_EQ(verb.status(), status) << verb.said();
        return verb.said();
    }
    /// A message of the customer as the engine would have put it aside.
    void bury(const std::string& id, const std::string& text) {
        v1::CommandBatch batch;
        auto& command = *batch.add_commands();
        command.set_command_id(new_command_id());
        command.mutable_caller()->set_role(v1::CONTACT);
        command.mutable_caller()->set_actor_id(ana->contact);
        command.set_received_ms(std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::system_clock::now().time_since_epoch())
                                    .count());
        command.set_entropy(std::string(16, 'e'));
        const auto bits = WorkspaceId::parse(prefix.substr(1, prefix.find('}') - 1))->bits();
        command.mutable_send_message()->set_inbox_id(
            InboxId(Bits128{bits.high, bits.low + 3}).text());
        command.mutable_send_message()->mutable_text()->set_text(text);
        const std::string cause = "the engine ended while it was decided";
        const auto letter =
            fmt::format("5 {}\n{}", cause.size(), cause) + batch.SerializeAsString();
        ASSERT_TRUE(redis_command(loop, redis.options(), {"HSET", prefix + "dead", id, letter}));
    }
    std::int64_t count() {
        return redis_command(loop, redis.options(), {"HLEN", prefix + "dead"})->integer;
    }

    RedisServer redis;
    net::Loop loop;
    ServedHub hub;
    std::unique_ptr<Customer> ana;
    std::string conversation, prefix;
};

TEST_F(DeadLetters, AreListedShownAndAppendedAgainOnce) {
    EXPECT_THAT(run({"list"}), HasSubstr("there are no dead letters"));
    bury("1700000000000-0", "swordfish");
    const auto list = run({"list"});
    EXPECT_THAT(list, HasSubstr("1700000000000-0  5 tries"));
    EXPECT_THAT(list, HasSubstr("the engine ended while it was decided"));
    const auto shown = run({"show", "1700000000000-0"});
    EXPECT_THAT(shown, HasSubstr("\"sendMessage\""));
    EXPECT_THAT(shown, HasSubstr("(9 bytes)"));
    EXPECT_THAT(shown, Not(HasSubstr("swordfish")));
    EXPECT_THAT(run({"show", "1700000000000-0", "--with-text"}), HasSubstr("swordfish"));

    const auto letter =
        redis_command(loop, redis.options(), {"HGET", prefix + "dead", "1700000000000-0"})->text;
    EXPECT_THAT(run({"replay", "1700000000000-0"}), HasSubstr("is appended again"));
    EXPECT_EQ(count(), 0);
    // As if it had been interrupted between the two steps.
    ASSERT_TRUE(
        redis_command(loop, redis.options(), {"HSET", prefix + "dead", "1700000000000-0", letter}));
    run({"replay", "--all"});
    ana->say_and_see("after");
    hub.log_in();
    const auto history = hub.history_until(conversation, "\"after\"");
    EXPECT_EQ(times(history, "swordfish"), 1);
    EXPECT_THAT(run({"replay", "1700000000000-0"}, 2), HasSubstr("there is no letter"));
    hub.stop();
}

TEST_F(DeadLetters, AreDroppedOnlyOnPurpose) {
    ASSERT_TRUE(redis_command(loop, redis.options(), {"XADD", prefix + "in", "*", "m", "rubbish"}));
    ASSERT_TRUE(hub.program->says("is put aside as a dead letter")) << hub.program->said();
    // It is said before it is done.
    for (int tries = 0; count() == 0; ++tries) ASSERT_LT(tries, 10'000);
    const auto ids = redis_command(loop, redis.options(), {"HKEYS", prefix + "dead"});
    const auto id = ids->items.at(0).text;
    EXPECT_THAT(run({"show", id}), HasSubstr("7 bytes that cannot be read"));
    EXPECT_THAT(run({"replay", id}, 1), HasSubstr("drop it"));
    EXPECT_THAT(run({"drop", id}, 2), HasSubstr("--yes"));
    EXPECT_EQ(count(), 1);
    hub.stop();
    EXPECT_THAT(run({"drop", id, "--yes"}), HasSubstr("is dropped"));
    EXPECT_EQ(count(), 0);
}

TEST_F(DeadLetters, AreCountedWhereOperatorsLook) {
    bury("1700000000000-0", "x");
    EXPECT_THAT(hub.get_until("/metrics", "usher_dead_letters{workspace=\"" +
                                              prefix.substr(1, prefix.find('}') - 1) + "\"} 1"),
                HasSubstr("\"} 1"));
    const auto ready = hub.get("/readyz", "-w '%{http_code}'");
    EXPECT_THAT(ready, HasSubstr("dead-letters: degraded, 1 commands were put aside"));
    EXPECT_THAT(ready, HasSubstr("200")) << "the hub serves all the same";
    run({"drop", "1700000000000-0", "--yes"});
    EXPECT_THAT(hub.get_until("/readyz", "dead-letters: ok"), HasSubstr("dead-letters: ok"));
    hub.stop();
}

}  // namespace
}  // namespace usher::test
