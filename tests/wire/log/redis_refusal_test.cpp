// Goal: what Redis refuses (credentials, memory, roles, wrong data, sizes) arrives as an error an
// operator can act on, and never shows a password.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::redis_command;
using test::RedisServer;
using test::run_until;
using Transport = RedisAddress::Transport;

const WorkspaceId kWorkspace{Bits128{1, 7}};
const std::string kIn = "{" + kWorkspace.text() + "}:in";
const std::string kLog = "{" + kWorkspace.text() + "}:log";

class RedisRefusal : public testing::Test {
  protected:
    Result<std::string> append(const RedisOptions& options, std::string bytes = "x") {
        const auto streams = RedisStreams::open(loop_, options).value();
        Answer<std::string> answer;
        streams->append_command(kWorkspace, std::move(bytes), answer.callback());
        return answer.wait(loop_);
    }
    Result<std::vector<CommandEntry>> read(const RedisOptions& options) {
        const auto streams = RedisStreams::open(loop_, options).value();
        const auto reader = streams->read_commands(kWorkspace, "");
        Answer<std::vector<CommandEntry>> answer;
        reader->next(512, answer.callback());
        return answer.wait(loop_);
    }
    net::Loop loop_;
};

TEST_F(RedisRefusal, CredentialsThatAreWrongMissingOrNeedless) {
    RedisServer server(Transport::tcp, "requirepass correct-horse\n");
    for (const std::string credentials : {":hunter2@", "nobody:hunter2@", ""}) {
        const auto result = append(server.options(credentials));
        ASSERT_FALSE(result) << credentials;
        EXPECT_EQ(result.error().kind, Error::Kind::refused) << result.error().text;
        EXPECT_NE(result.error().text.find("password"), std::string::npos) << result.error().text;
        EXPECT_EQ(result.error().text.find("hunter2"), std::string::npos) << result.error().text;
        EXPECT_EQ(read(server.options(credentials)).error().kind, Error::Kind::refused);
    }
    EXPECT_TRUE(append(server.options(":correct-horse@")));
    EXPECT_TRUE(append(server.options("default:correct-horse@")));
}

TEST_F(RedisRefusal, AnAclUserWithoutTheRightIsTold) {
    RedisServer server(Transport::tcp, "user usher on >secret ~* &* +ping +xread\n");
    const auto result = append(server.options("usher:secret@"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::refused) << result.error().text;
}

TEST_F(RedisRefusal, FullMemoryIsExhausted) {
    RedisServer server(Transport::unix_socket, "maxmemory 1\nmaxmemory-policy noeviction\n");
    const auto result = append(server.options());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::exhausted);
    EXPECT_NE(result.error().text.find("maxmemory"), std::string::npos) << result.error().text;
}

TEST_F(RedisRefusal, AReplicaIsUnavailableForWrites) {
    RedisServer server(Transport::unix_socket, "replicaof 127.0.0.1 1\n");
    const auto result = append(server.options());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::unavailable);
    EXPECT_NE(result.error().text.find("replica"), std::string::npos) << result.error().text;
}

TEST_F(RedisRefusal, LoadingIsWaitedOut) {
    RedisServer server;
    {
        const auto streams = RedisStreams::open(loop_, server.options()).value();
        int stored = 0;
        for (int i = 0; i < 3000; ++i) {
            streams->append_command(kWorkspace, "x", [&](auto id) { stored += id.has_value(); });
        }
        ASSERT_TRUE(run_until(loop_, [&] { return stored == 3000; }));
    }
    server.kill_hard();
    std::ofstream(server.folder() / "redis.conf", std::ios::app) << "key-load-delay 150\n";
    server.start();
    ASSERT_TRUE(
        run_until(loop_, [&] { return probe(server.socket(), 1s) == ProbeAnswer::loading; }));
    const auto result = append(server.options());
    EXPECT_TRUE(result) << result.error().text;
}

TEST_F(RedisRefusal, SomethingElseUnderOurKeyIsCorrupt) {
    RedisServer server;
    ASSERT_TRUE(redis_command(loop_, server.options(), {"SET", kIn, "not a stream"}));
    EXPECT_EQ(read(server.options()).error().kind, Error::Kind::corrupt);
    ASSERT_TRUE(redis_command(loop_, server.options(), {"DEL", kIn}));
    ASSERT_TRUE(redis_command(loop_, server.options(), {"XADD", kIn, "*", "a", "1", "b", "2"}));
    EXPECT_EQ(read(server.options()).error().kind, Error::Kind::corrupt);
}

TEST_F(RedisRefusal, LastVersionSurvivesATrimOfEverything) {
    RedisServer server;
    const auto streams = RedisStreams::open(loop_, server.options()).value();
    Answer<void> appended;
    streams->append_event(kWorkspace, 41, "x", appended.callback());
    ASSERT_TRUE(appended.wait(loop_));
    ASSERT_TRUE(redis_command(loop_, server.options(), {"XTRIM", kLog, "MAXLEN", "0"}));
    Answer<std::uint64_t> last;
    streams->last_event_version(kWorkspace, last.callback());
    EXPECT_EQ(last.wait(loop_).value(), 41U);
}

TEST_F(RedisRefusal, AnEntryAboveTheLimitIsNotSent) {
    RedisServer server;
    auto options = server.options();
    options.entry_bytes_max = 1000;
    EXPECT_TRUE(append(options, std::string(1000, 'x')));
    EXPECT_EQ(append(options, std::string(1001, 'x')).error().kind, Error::Kind::exhausted);
}

TEST_F(RedisRefusal, AReaderTakesSmallerBitesWhenTheWholeIsTooLarge) {
    RedisServer server;
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(append(server.options(), std::string(60'000, 'x')));
    auto options = server.options();
    options.reply_bytes_max = 256 * 1024;
    const auto streams = RedisStreams::open(loop_, options).value();
    const auto reader = streams->read_commands(kWorkspace, "");
    std::size_t count = 0;
    while (count < 20) {
        Answer<std::vector<CommandEntry>> answer;
        reader->next(512, answer.callback());
        count += answer.wait(loop_).value().size();
    }
    EXPECT_EQ(count, 20U);
    options.reply_bytes_max = 50'000;
    EXPECT_EQ(read(options).error().kind, Error::Kind::exhausted);
}

TEST_F(RedisRefusal, TlsChecksAuthorityAndHost) {
    RedisServer server(Transport::tls);
    const auto quick = [](RedisOptions options) {
        options.answer_timeout = 300ms;
        return options;
    };
    auto unknown_authority = server.options();
    unknown_authority.tls_ca_file.clear();
    const auto first = append(quick(unknown_authority));
    ASSERT_FALSE(first);
    EXPECT_NE(first.error().text.find("certificate verify failed"), std::string::npos)
        << first.error().text;
    auto wrong_host = server.options();
    wrong_host.address.host = "127.0.0.1";
    const auto second = append(quick(wrong_host));
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().text.find("certificate verify failed"), std::string::npos)
        << second.error().text;
    auto missing_file = server.options();
    missing_file.tls_ca_file = "/nonexistent/ca.pem";
    const auto opened = RedisStreams::open(loop_, missing_file);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().text.find("/nonexistent/ca.pem"), std::string::npos)
        << opened.error().text;
    EXPECT_TRUE(append(server.options()));
}

TEST_F(RedisRefusal, AServerThatIsNotRedisIsNamed) {
    RedisServer server(Transport::tls);
    auto plain = server.options();
    plain.address.transport = Transport::tcp;
    plain.answer_timeout = 300ms;
    const auto result = append(plain);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().text.find("redis://localhost"), std::string::npos)
        << result.error().text;
}

}  // namespace
}  // namespace usher::log
