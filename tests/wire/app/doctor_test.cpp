// Goal: doctor names each thing that is wrong with an installation and what to do, says that all is
// well when it is, and changes nothing.
#include <sys/stat.h>

#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/served_hub.hpp"

namespace usher::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Doctor : public testing::Test {
  protected:
    /// Port 0, whatever else this machine serves.
    void SetUp() override { hub.environment = {listen}; }
    std::string doctor(int status, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"doctor", "--data", hub.data()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto verb = hub.verb(arguments);
        EXPECT_EQ(verb.status(), status) << verb.said();
        return verb.said();
    }
    /// Names, sizes, times and modes of everything.
    std::string listing() const {
        std::string text;
        for (const auto& entry : fs::recursive_directory_iterator(hub.data())) {
            struct stat found{};
            ::lstat(entry.path().c_str(), &found);
            text += fmt::format("{} {} {}.{} {:o}\n", entry.path().string(), found.st_size,
                                found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_mode);
        }
        return text;
    }
    const std::pair<std::string, std::string> listen{"USHER_LISTEN__ADDRESS", "127.0.0.1:0"};
    ServedHub hub;
};

TEST_F(Doctor, SaysThatAllIsWellOfARunningHubAndOfAStoppedOne) {
    hub.add_account();
    hub.start();
    const auto running = doctor(0);
    EXPECT_THAT(running, HasSubstr("ok    hub: runs"));
    EXPECT_THAT(running, HasSubstr("the engine runs on gwy_"));
    EXPECT_THAT(running, HasSubstr("1 gateways give a sign of life"));
    EXPECT_THAT(running, HasSubstr("appendfsync is always"));
    EXPECT_THAT(running, HasSubstr("our user may do what the hub needs"));
    EXPECT_THAT(running, HasSubstr("no dead letters"));
    hub.stop();
    const auto before = listing();
    const auto stopped = doctor(0);
    EXPECT_THAT(stopped, HasSubstr("hub: is stopped"));
    EXPECT_THAT(stopped, HasSubstr("store: migrations are up to date"));
    EXPECT_EQ(listing(), before) << "it changed something";
    EXPECT_THAT(doctor(0, {"--json"}), HasSubstr("{\"level\":\"ok\",\"running\":false,"));
}

TEST_F(Doctor, NamesWhatIsWrongInTheFolder) {
    EXPECT_THAT(doctor(2), HasSubstr("is not there"));
    hub.add_account();
    hub.start();
    hub.stop();
    ::chmod((hub.data() + "/accounts.db").c_str(), 0644);
    const auto open = doctor(1);
    EXPECT_THAT(open, HasSubstr("accounts.db may be read by others"));
    EXPECT_THAT(open, HasSubstr("chmod go-rwx"));
    ::chmod((hub.data() + "/accounts.db").c_str(), 0600);

    fs::create_directories(hub.path("backups"));
    EXPECT_THAT(doctor(2, {"--backups", hub.path("backups")}), HasSubstr("backups: none"));
    auto backup = hub.verb({"backup", "--data", hub.data(), hub.path("backups/one")});
    ASSERT_EQ(backup.status(), 0) << backup.said();
    EXPECT_THAT(doctor(0, {"--backups", hub.path("backups")}), HasSubstr("is 0 hours old"));

    {
        std::fstream file(hub.data() + "/archive.db", std::ios::in | std::ios::out);
        file.seekp(4096);
        file << std::string(4096, 'x');
    }
    EXPECT_THAT(doctor(2), HasSubstr("is damaged"));
}

TEST_F(Doctor, NamesWhatIsWrongWithRedis) {
    RedisServer redis(RedisServer::Transport::unix_socket,
                      "appendonly no\nmaxmemory-policy allkeys-lru\nappendfsync everysec\n");
    redis.wait_until_ready();
    hub.environment = {listen, {"USHER_REDIS__URL", "unix:" + redis.socket().string()}};
    hub.add_account();
    hub.start();
    hub.stop();
    const auto said = doctor(2);
    EXPECT_THAT(said, HasSubstr("fail  redis: appendonly is off"));
    EXPECT_THAT(said, HasSubstr("fail  redis: maxmemory-policy is allkeys-lru"));
    EXPECT_THAT(said, HasSubstr("warn  redis: appendfsync is everysec"));
    redis.stop();
    EXPECT_THAT(doctor(2), HasSubstr("fail  redis: "));
}

TEST_F(Doctor, NamesRightsThatAreMissingWithoutThePassword) {
    RedisServer redis(RedisServer::Transport::tcp,
                      "user default off\nuser usher on >hunter2 ~{wsp_*}:* &* +@all -xtrim "
                      "-config\n");
    // It answers once the port is open; the user may ping.
    net::Loop loop;
    const auto options = redis.options("usher:hunter2@");
    for (int tries = 0; !redis_command(loop, options, {"PING"}); ++tries) ASSERT_LT(tries, 20);
    hub.environment = {
        listen,
        {"USHER_REDIS__URL", fmt::format("redis://usher:hunter2@127.0.0.1:{}", redis.port())}};
    hub.add_account();
    const auto said = doctor(2);
    EXPECT_THAT(said, HasSubstr("our user may not use XTRIM"));
    EXPECT_THAT(said, HasSubstr("docs/redis.md"));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST_F(Doctor, NamesARedisThatIsOlderThanTheStore) {
    RedisServer redis;
    redis.wait_until_ready();
    hub.environment = {listen, {"USHER_REDIS__URL", "unix:" + redis.socket().string()}};
    hub.add_account();
    hub.start();
    Customer ana(hub.port, "usher.v1", hub.url);
    hub.greet(ana);
    const auto conversation = ana.say_and_see("first").conversation_id();
    hub.log_in();
    hub.history_until(conversation, "first");
    hub.stop();
    net::Loop loop;
    ASSERT_TRUE(redis_command(loop, redis.options(), {"FLUSHALL"}));
    EXPECT_THAT(doctor(1), HasSubstr("Redis is older than the store, or empty"));
}

TEST_F(Doctor, NamesACertificateThatDoesNotFit) {
    hub.add_account();
    const auto make = [&](const std::string& name) {
        const auto command = fmt::format(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
            "/CN=localhost -keyout {0}.key -out {0}.pem 2>/dev/null",
            hub.path(name));
        ASSERT_EQ(std::system(command.c_str()), 0);
    };
    make("one");
    make("two");
    hub.environment = {listen,
                       {"USHER_LISTEN__TLS_CERTIFICATE", hub.path("one.pem")},
                       {"USHER_LISTEN__TLS_KEY", hub.path("two.key")}};
    const auto said = doctor(2);
    EXPECT_THAT(said, HasSubstr("two.key is not the key of the certificate"));
    EXPECT_THAT(said, HasSubstr("renew it soon"));
}

TEST_F(Doctor, PostgresIsAskedAsWell) {
    postgres().forget_everything();
    hub.environment = {listen, {"USHER_STORE__URL", postgres().url()}};
    const auto empty = doctor(2);
    EXPECT_THAT(empty, HasSubstr("migrations are not applied yet"));
    EXPECT_EQ(postgres().execute("SELECT to_regnamespace('usher') IS NULL"), "t");
    hub.add_account();
    hub.start();
    const auto said = doctor(0);
    EXPECT_THAT(said, HasSubstr("store: PostgreSQL 15"));
    EXPECT_THAT(said, HasSubstr("store: its clock differs by"));
    hub.stop();
}

}  // namespace
}  // namespace usher::test
