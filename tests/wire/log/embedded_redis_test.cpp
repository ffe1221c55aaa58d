// Goal: the embedded Redis starts from nothing, keeps its data over any death of itself or of the
// hub, says what is wrong when it cannot start, and never outlives its owner.
#include "hub/log/embedded_redis.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::run_until;
using testing::HasSubstr;
namespace fs = std::filesystem;

const WorkspaceId kWorkspace{Bits128{1, 7}};

/// Waits for the end of a process that is not our child.
bool ends(int pid) {
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (descriptor < 0) return errno == ESRCH;
    pollfd ready{descriptor, POLLIN, 0};
    const bool ended = ::poll(&ready, 1, 20'000) == 1;
    ::close(descriptor);
    return ended;
}

class EmbeddedRedisTest : public testing::Test {
  protected:
    EmbeddedRedisOptions options() {
        EmbeddedRedisOptions options;
        options.data_folder = temporary_.path() / "data folder \"1\"";
        options.takeover_timeout = 20s;
        options.on_event = [this](std::string sentence) { events_.push_back(std::move(sentence)); };
        return options;
    }
    std::unique_ptr<EmbeddedRedis> start() {
        auto redis = EmbeddedRedis::start(loop_, options());
        if (!redis) ADD_FAILURE() << redis.error().text;
        return redis ? std::move(*redis) : nullptr;
    }
    RedisOptions client(const EmbeddedRedis& redis) {
        RedisOptions options;
        options.address = RedisAddress::parse(redis.address()).value();
        return options;
    }
    Result<std::string> append(Streams& streams, std::string bytes) {
        Answer<std::string> answer;
        streams.append_command(kWorkspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    std::vector<std::string> stored(const EmbeddedRedis& redis) {
        const auto streams = RedisStreams::open(loop_, client(redis)).value();
        const auto reader = streams->read_commands(kWorkspace, "");
        Answer<std::vector<CommandEntry>> answer;
        reader->next(512, answer.callback());
        std::vector<std::string> bodies;
        for (const auto& entry : answer.wait(loop_).value()) bodies.push_back(entry.bytes);
        return bodies;
    }
    void store(const EmbeddedRedis& redis, std::string bytes) {
        const auto streams = RedisStreams::open(loop_, client(redis)).value();
        ASSERT_TRUE(append(*streams, std::move(bytes)));
    }

    test::TemporaryFolder temporary_;
    net::Loop loop_;
    std::vector<std::string> events_;
};

TEST_F(EmbeddedRedisTest, StartsFromNothingPrivateAndDurable) {
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    struct stat info{};
    ASSERT_EQ(::stat(client(*redis).address.path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
    ASSERT_EQ(::stat(options().data_folder.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
    std::ifstream file(options().data_folder / "redis.conf");
    std::set<std::string> settings;
    for (std::string line; std::getline(file, line);) settings.insert(line);
    for (const char* setting :
         {"appendonly yes", "appendfsync always", "stream-node-max-bytes 1024",
          "maxmemory-policy noeviction", "save \"\"", "port 0"}) {
        EXPECT_TRUE(settings.contains(setting)) << setting;
    }
    const auto persistence =
        test::redis_command(loop_, client(*redis), {"INFO", "persistence"})->text;
    EXPECT_THAT(persistence, HasSubstr("aof_enabled:1"));
    EXPECT_EQ(::getpgid(redis->pid()), redis->pid()) << "Ctrl-C must not reach it before us";
}

TEST_F(EmbeddedRedisTest, ItsOnlyUserMayDoWhatTheHubDoesAndNothingElse) {
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    store(*redis, "kept");
    const auto refused = [&](std::initializer_list<std::string_view> command) {
        const auto reply = test::redis_command(loop_, client(*redis), command);
        return !reply && reply.error().kind == Error::Kind::refused;
    };
    EXPECT_TRUE(refused({"EVAL", "return 1", "0"}));
    EXPECT_TRUE(refused({"CONFIG", "SET", "dir", "/tmp"}));
    EXPECT_TRUE(refused({"FLUSHALL"}));
    EXPECT_TRUE(refused({"SET", "elsewhere", "x"}));
    EXPECT_EQ(stored(*redis), std::vector<std::string>{"kept"});
}

TEST_F(EmbeddedRedisTest, StopsGracefullyAndKeepsItsDataForTheNextStart) {
    int pid = 0;
    {
        const auto redis = start();
        ASSERT_NE(redis, nullptr);
        pid = redis->pid();
        store(*redis, "kept");
        EXPECT_TRUE(redis->stop());
        EXPECT_TRUE(redis->stop()) << "again is fine";
        EXPECT_EQ(redis->pid(), 0);
    }
    EXPECT_EQ(::kill(pid, 0), -1);
    EXPECT_EQ(errno, ESRCH);
    EXPECT_FALSE(fs::exists(options().data_folder / "redis.sock"));
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    EXPECT_EQ(stored(*redis), std::vector<std::string>{"kept"});
}

TEST_F(EmbeddedRedisTest, IsStartedAgainWhenItDiesAndStreamsGoOn) {
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    const auto streams = RedisStreams::open(loop_, client(*redis)).value();
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(append(*streams, std::to_string(round)));
        const int pid = redis->pid();
        ASSERT_EQ(::kill(pid, SIGKILL), 0);
        ASSERT_TRUE(run_until(loop_, [&] { return redis->pid() != pid && redis->pid() != 0; }));
        ASSERT_TRUE(run_until(loop_, [&] { return append(*streams, "again").has_value(); }));
    }
    const auto bodies = stored(*redis);
    for (const char* body : {"0", "1", "2"}) EXPECT_EQ(std::ranges::count(bodies, body), 1) << body;
    EXPECT_THAT(events_, testing::Contains(HasSubstr("killed by signal 9")));
    EXPECT_THAT(events_, testing::Contains(HasSubstr("runs again")));
}

TEST_F(EmbeddedRedisTest, EndsWithAKilledHubAndTheNextHubTakesOver) {
    int channel[2];
    ASSERT_EQ(::pipe2(channel, O_CLOEXEC), 0);
    const pid_t hub = ::fork();
    if (hub == 0) {
        net::Loop loop;
        auto redis = EmbeddedRedis::start(loop, options());
        const int pid = redis ? (*redis)->pid() : 0;
        [[maybe_unused]] const auto size = ::write(channel[1], &pid, sizeof pid);
        for (;;) ::pause();
    }
    int orphan = 0;
    ASSERT_EQ(::read(channel[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
    ASSERT_NE(orphan, 0);
    {
        RedisOptions reach;
        reach.address.transport = RedisAddress::Transport::unix_socket;
        reach.address.path = (options().data_folder / "redis.sock").string();
        ASSERT_TRUE(append(*RedisStreams::open(loop_, reach).value(), "from the first hub"));
    }
    ::kill(hub, SIGKILL);
    ::waitpid(hub, nullptr, 0);
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    EXPECT_TRUE(ends(orphan));
    EXPECT_NE(redis->pid(), orphan);
    EXPECT_EQ(stored(*redis), std::vector<std::string>{"from the first hub"});
    ::close(channel[0]);
    ::close(channel[1]);
}

TEST_F(EmbeddedRedisTest, TwoHubsDoNotShareAFolder) {
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    auto second = options();
    second.takeover_timeout = 100ms;
    const auto refused = EmbeddedRedis::start(loop_, second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::conflict);
    EXPECT_THAT(refused.error().text, HasSubstr(std::to_string(redis->pid())));
    store(*redis, "undisturbed");
}

TEST_F(EmbeddedRedisTest, AMissingProgramNamesTheFix) {
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", "", 1);
    const auto redis = EmbeddedRedis::start(loop_, options());
    ::setenv("PATH", path.c_str(), 1);
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().kind, Error::Kind::not_found);
    EXPECT_THAT(redis.error().text, HasSubstr("apt-get install redis-server"));
}

TEST_F(EmbeddedRedisTest, AFolderThatCannotBeWrittenIsNamed) {
    auto blocked = options();
    blocked.data_folder = temporary_.path() / "file" / "data";
    std::ofstream(temporary_.path() / "file") << "in the way";
    auto redis = EmbeddedRedis::start(loop_, blocked);
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().kind, Error::Kind::refused);
    EXPECT_THAT(redis.error().text, HasSubstr(blocked.data_folder.string()));
    if (::geteuid() == 0) return;  // permissions do not bind root
    blocked.data_folder = temporary_.path() / "readonly";
    fs::create_directory(blocked.data_folder);
    fs::permissions(blocked.data_folder, fs::perms::owner_read | fs::perms::owner_exec);
    redis = EmbeddedRedis::start(loop_, blocked);
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().kind, Error::Kind::refused);
}

TEST_F(EmbeddedRedisTest, DamagedDataIsToldWithTheWayOut) {
    {
        const auto redis = start();
        ASSERT_NE(redis, nullptr);
        for (int i = 0; i < 20; ++i) store(*redis, std::string(100, 'x'));
    }
    fs::path log;
    for (const auto& file : fs::directory_iterator(options().data_folder / "appendonlydir")) {
        if (file.path().string().ends_with(".incr.aof")) log = file.path();
    }
    ASSERT_FALSE(log.empty());
    std::fstream damage(log, std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(static_cast<std::streamoff>(fs::file_size(log) / 2));
    damage << "this is not what redis-server wrote here, and it is long enough to cross an entry's "
              "end "
              "wherever it starts, so that the framing is lost in the middle of the file";
    damage.close();
    const auto redis = EmbeddedRedis::start(loop_, options());
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().kind, Error::Kind::corrupt) << redis.error().text;
    EXPECT_THAT(redis.error().text, HasSubstr("redis-check-aof"));
}

TEST_F(EmbeddedRedisTest, AHalfWrittenLastEntryIsForgivenAfterAPowerCut) {
    fs::path log;
    {
        const auto redis = start();
        ASSERT_NE(redis, nullptr);
        store(*redis, "whole");
        store(*redis, "torn");
        for (const auto& file : fs::directory_iterator(options().data_folder / "appendonlydir")) {
            if (file.path().string().ends_with(".incr.aof")) log = file.path();
        }
    }
    fs::resize_file(log, fs::file_size(log) - 3);
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    EXPECT_EQ(stored(*redis), std::vector<std::string>{"whole"});
}

TEST_F(EmbeddedRedisTest, AnEarlyEndShowsTheLastLinesOfItsLog) {
    auto odd = options();
    odd.memory_bytes_max = 1;
    fs::create_directories(odd.data_folder / "appendonlydir");
    std::ofstream(odd.data_folder / "appendonlydir" / "appendonly.aof.manifest") << "nonsense\n";
    const auto redis = EmbeddedRedis::start(loop_, odd);
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().kind, Error::Kind::corrupt) << redis.error().text;
    EXPECT_THAT(redis.error().text, HasSubstr("AOF manifest"));
}

TEST_F(EmbeddedRedisTest, ALongFolderGetsAShortSocketThatIsRemovedLater) {
    auto deep = options();
    deep.data_folder = temporary_.path() / std::string(120, 'd');
    auto redis = EmbeddedRedis::start(loop_, deep);
    ASSERT_TRUE(redis) << redis.error().text;
    const fs::path socket = client(**redis).address.path;
    EXPECT_LE(socket.string().size(), 107U);
    EXPECT_EQ(fs::status(socket.parent_path()).permissions(), fs::perms::owner_all);
    store(**redis, "reachable");
    redis->reset();
    EXPECT_FALSE(fs::exists(socket.parent_path()));
}

TEST_F(EmbeddedRedisTest, InheritsNoDescriptorOfTheHub) {
    const int secret =
        ::open("/dev/zero", O_RDONLY);  // as Asio opens sockets: without close-on-exec
    const auto redis = start();
    ASSERT_NE(redis, nullptr);
    for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/fd", redis->pid()))) {
        std::error_code ignored;
        EXPECT_NE(fs::read_symlink(entry.path(), ignored), "/dev/zero");
    }
    ::close(secret);
}

}  // namespace
}  // namespace usher::log
