// Goal: the Redis user we tell operators to make can do all the hub does (the contract runs as that
// user, too) and nothing that would let a stolen password do more.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using test::redis_command;
using Transport = RedisAddress::Transport;

TEST(RedisAcl, WhatTheHubDoesNotNeedIsRefused) {
    test::RedisServer server(Transport::tcp,
                             "enable-debug-command yes\n" + test::limited_user("usher", "secret"));
    net::Loop loop;
    const auto options = server.options("usher:secret@");
    const std::string ours = "{" + WorkspaceId(Bits128{1, 7}).text() + "}:lease";
    ASSERT_TRUE(redis_command(loop, options, {"SET", ours, "x"}));
    const std::initializer_list<std::string_view> refused[] = {
        {"EVAL", "return 1", "0"},
        {"FCALL", "f", "0"},
        {"SCRIPT", "FLUSH"},
        {"CONFIG", "GET", "*"},
        {"CONFIG", "SET", "dir", "/tmp"},
        {"DEBUG", "SLEEP", "0"},
        {"FLUSHALL"},
        {"FLUSHDB"},
        {"KEYS", "*"},
        {"SCAN", "0"},
        {"SHUTDOWN"},
        {"REPLICAOF", "127.0.0.1", "1"},
        {"MODULE", "LIST"},
        {"ACL", "LIST"},
        {"CLIENT", "KILL", "TYPE", "normal"},
        {"MONITOR"},
        {"MIGRATE", "127.0.0.1", "1", "k", "0", "1"},
        {"SAVE"},
        {"GET", "another:key"},
        {"SET", "another:key", "x"},
        {"PUBLISH", "another:channel", "x"},
        {"SUBSCRIBE", "another:channel"},
    };
    for (const auto& command : refused) {
        const auto reply = redis_command(loop, options, command);
        ASSERT_FALSE(reply) << *command.begin();
        EXPECT_EQ(reply.error().kind, Error::Kind::refused)
            << *command.begin() << ": " << reply.error().text;
    }
    EXPECT_TRUE(redis_command(loop, options, {"GET", ours}));
}

TEST(RedisAcl, TheDocumentedLineIsTheOneThatIsTested) {
    std::ifstream file(USHER_SOURCE_DIR "/docs/redis.md");
    std::stringstream page;
    page << file.rdbuf();
    EXPECT_NE(page.str().find(std::string("user usher on >PASSWORD ") + std::string(kAclRules)),
              std::string::npos)
        << "docs/redis.md must show: user usher on >PASSWORD " << kAclRules;
}

}  // namespace
}  // namespace usher::log
