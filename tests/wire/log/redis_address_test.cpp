// Goal: every documented form of a Redis address is understood, and neither errors nor text show a
// password.
#include "hub/log/redis_address.hpp"

#include <gtest/gtest.h>

namespace usher::log {
namespace {

using Transport = RedisAddress::Transport;

TEST(RedisAddress, ReadsAUnixSocket) {
    const auto address = RedisAddress::parse("unix:/var/lib/usher/redis.sock").value();
    EXPECT_EQ(address.transport, Transport::unix_socket);
    EXPECT_EQ(address.path, "/var/lib/usher/redis.sock");
    EXPECT_EQ(address.text(), "unix:/var/lib/usher/redis.sock");
    EXPECT_EQ(RedisAddress::parse("unix:///a").value().path, "/a");
}

TEST(RedisAddress, ReadsHostPortAndCredentials) {
    const auto address =
        RedisAddress::parse("redis://usher:p%40ss%3aw@redis.example:7000/0").value();
    EXPECT_EQ(address.transport, Transport::tcp);
    EXPECT_EQ(address.host, "redis.example");
    EXPECT_EQ(address.port, 7000);
    EXPECT_EQ(address.user, "usher");
    EXPECT_EQ(address.password, "p@ss:w");
    EXPECT_EQ(address.text(), "redis://redis.example:7000");
}

TEST(RedisAddress, PortDefaultsAndIpv6IsBracketed) {
    EXPECT_EQ(RedisAddress::parse("redis://localhost").value().port, 6379);
    const auto address = RedisAddress::parse("rediss://[::1]:6380").value();
    EXPECT_EQ(address.transport, Transport::tls);
    EXPECT_EQ(address.host, "::1");
    EXPECT_EQ(address.text(), "rediss://[::1]:6380");
    EXPECT_EQ(RedisAddress::parse("rediss://[::1]").value().port, 6379);
}

TEST(RedisAddress, ReadsTheNodesOfACluster) {
    const auto address =
        RedisAddress::parse("redis+cluster://usher:p%2Css@a,b:7001,[::1]:7002").value();
    EXPECT_EQ(address.transport, Transport::tcp);
    EXPECT_EQ(address.password, "p,ss");
    EXPECT_EQ(address.cluster, (std::vector<RedisNode>{{"a", 6379}, {"b", 7001}, {"::1", 7002}}));
    EXPECT_EQ(address.text(), "redis+cluster://a:6379,b:7001,[::1]:7002");
    const auto secure = RedisAddress::parse("rediss+cluster://a:1").value();
    EXPECT_EQ(secure.transport, Transport::tls);
    EXPECT_EQ(secure.cluster.size(), 1U);
    EXPECT_EQ(secure.text(), "rediss+cluster://a:1");
    EXPECT_TRUE(RedisAddress::parse("redis://a:1").value().cluster.empty());
}

TEST(RedisAddress, PasswordWithoutUserIsTheDefaultUser) {
    const auto address = RedisAddress::parse("redis://:secret@h").value();
    EXPECT_TRUE(address.user.empty());
    EXPECT_EQ(address.password, "secret");
}

TEST(RedisAddress, ReadsSentinels) {
    const auto address = RedisAddress::parse(
                             "redis+sentinel://usher:p%40ss@a.example,[::1]:26380/my-primary"
                             "?sentinel_user=watch&sentinel_password=s%26t&tls=on")
                             .value();
    EXPECT_EQ(address.transport, Transport::tls);
    ASSERT_EQ(address.sentinels.size(), 2U);
    EXPECT_EQ(address.sentinels[0].host, "a.example");
    EXPECT_EQ(address.sentinels[0].port, 26379);
    EXPECT_EQ(address.sentinels[1].host, "::1");
    EXPECT_EQ(address.sentinels[1].port, 26380);
    EXPECT_EQ(address.primary_name, "my-primary");
    EXPECT_EQ(address.text(), "rediss+sentinel://a.example:26379,[::1]:26380/my-primary");

    const auto primary = address.at("10.0.0.1", 6379);
    EXPECT_EQ(primary.text(), "rediss://10.0.0.1:6379");
    EXPECT_EQ(primary.user + ":" + primary.password, "usher:p@ss");
    const auto sentinel = address.of_sentinel(1);
    EXPECT_EQ(sentinel.text(), "rediss://[::1]:26380");
    EXPECT_EQ(sentinel.user + ":" + sentinel.password, "watch:s&t");

    const auto plain = RedisAddress::parse("redis+sentinel://h:1/m").value();
    EXPECT_EQ(plain.transport, Transport::tcp);
    EXPECT_TRUE(plain.of_sentinel(0).password.empty()) << "a sentinel has credentials of its own";
    EXPECT_EQ(RedisAddress::parse("rediss+sentinel://h/m").value().transport, Transport::tls);
}

TEST(RedisAddress, RefusesWhatItCannotUseWithoutRepeatingThePassword) {
    const std::string far(120, 'x');
    for (const std::string& text : {std::string(""),
                                    std::string("localhost:6379"),
                                    std::string("unix:relative"),
                                    "unix:/" + far,
                                    std::string("redis://"),
                                    std::string("redis://:hunter2@"),
                                    std::string("redis://u:hunter2@h:0"),
                                    std::string("redis://u:hunter2@h:70000"),
                                    std::string("redis://u:hunter2@h:"),
                                    std::string("redis://u:hunter2%zz@h"),
                                    std::string("redis://user@h"),
                                    std::string("redis://u:hunter2@h/3"),
                                    std::string("redis://[::1"),
                                    std::string("redis://[::1]x"),
                                    std::string("redis://[::1]:"),
                                    std::string("redis://h:12ab"),
                                    std::string("redis+sentinel://h:1"),
                                    std::string("redis+sentinel://h:1/"),
                                    std::string("redis+sentinel://h:1/m/0"),
                                    std::string("redis+sentinel:///m"),
                                    std::string("redis+sentinel://h:1,/m"),
                                    std::string("redis+sentinel://h:0/m"),
                                    std::string("redis+sentinel://u:hunter2@h/m?tls=hunter2"),
                                    std::string("redis+sentinel://h/m?sentinel_pasword=hunter2"),
                                    std::string("redis+sentinel://h/m?sentinel_password=hunter2%z"),
                                    std::string("redis+sentinel://h/m?sentinel_user=u"),
                                    std::string("redis+sentinel://h,h2?x/m"),
                                    std::string("redis+other://h"),
                                    std::string("redis+://h"),
                                    std::string("redis://u:hunter2@h?x=1"),
                                    std::string("redis://u:hunter2@a,b"),
                                    std::string("redis+cluster://"),
                                    std::string("redis+cluster://u:hunter2@a,"),
                                    std::string("redis+cluster://u:hunter2@,a"),
                                    std::string("redis+cluster://a:1,b:0"),
                                    std::string("redis+cluster://u:hunter2@a?x=1"),
                                    std::string("redis+cluster:a"),
                                    std::string("http+cluster://u:hunter2@a"),
                                    std::string("unix+cluster://a")}) {
        const auto address = RedisAddress::parse(text);
        ASSERT_FALSE(address.has_value()) << text;
        EXPECT_EQ(address.error().kind, Error::Kind::invalid) << text;
        EXPECT_EQ(address.error().text.find("hunter2"), std::string::npos) << address.error().text;
    }
}

TEST(RedisAddress, AnUnencodedAtInThePasswordDoesNotLeakIntoTheHost) {
    EXPECT_EQ(RedisAddress::parse("redis://u:hun@ter2@h").value().text(), "redis://h:6379");
}

}  // namespace
}  // namespace usher::log
