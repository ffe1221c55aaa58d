// Goal: commands and replies survive any bytes and any slicing, and no reply can take more memory
// than allowed.
#include "hub/log/redis_codec.hpp"

#include <gtest/gtest.h>

namespace usher::log {
namespace {

using std::string_literals::operator""s;

constexpr std::size_t kLimit = 1 << 20;

TEST(RedisCodec, CommandsKeepNulAndLineEnds) {
    std::string out = "before";
    encode_command(out, {"XADD", "k", "a\0b\r\n$3\r\n"s, ""});
    EXPECT_EQ(out, "before*4\r\n$4\r\nXADD\r\n$1\r\nk\r\n$9\r\na\0b\r\n$3\r\n\r\n$0\r\n\r\n"s);
}

TEST(RedisCodec, RepliesMayBeCutAnywhere) {
    const std::string wire =
        "*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nm\r\n$4\r\n\r\n\0x\r\n"
        ":42\r\n-ERR no\r\n$-1\r\n*-1\r\n+OK\r\n"s;
    for (std::size_t step = 1; step <= wire.size(); ++step) {
        ReplyParser parser(kLimit);
        std::vector<Reply> replies;
        for (std::size_t at = 0; at < wire.size(); at += step) {
            parser.feed(std::string_view(wire).substr(at, step));
            for (;;) {
                auto reply = parser.next();
                ASSERT_TRUE(reply.has_value()) << reply.error().text;
                if (!*reply) break;
                replies.push_back(std::move(**reply));
            }
        }
        ASSERT_EQ(replies.size(), 6U) << "in steps of " << step;
        const Reply& entry = replies[0].items.at(0).items.at(1).items.at(0);
        EXPECT_EQ(entry.items.at(0).text, "1-0");
        EXPECT_EQ(entry.items.at(1).items.at(1).text, "\r\n\0x"s);
        EXPECT_EQ(replies[1].integer, 42);
        EXPECT_TRUE(replies[2].is_error());
        EXPECT_EQ(replies[2].text, "ERR no");
        EXPECT_EQ(replies[3].type, Reply::Type::nil);
        EXPECT_EQ(replies[4].type, Reply::Type::nil);
        EXPECT_EQ(replies[5].text, "OK");
    }
}

Error error_after(std::string_view wire, std::size_t limit = kLimit) {
    ReplyParser parser(limit);
    for (std::size_t at = 0; at < wire.size(); at += 4096) {
        parser.feed(wire.substr(at, 4096));
        const auto reply = parser.next();
        if (!reply) return reply.error();
    }
    return {Error::Kind::invalid, "no error"};
}

TEST(RedisCodec, ATooLargeElementIsRefusedBeforeItIsWhole) {
    const std::string wire = "$900000000\r\n" + std::string(4 * kLimit, 'x');
    EXPECT_EQ(error_after(wire).kind, Error::Kind::exhausted);
}

TEST(RedisCodec, ManyElementsCountTogether) {
    std::string wire = "*200\r\n";
    for (int i = 0; i < 200; ++i) wire += "$10000\r\n" + std::string(10000, 'x') + "\r\n";
    EXPECT_EQ(error_after(wire).kind, Error::Kind::exhausted);
}

TEST(RedisCodec, AHugeArrayHeaderTakesNoMemory) {
    EXPECT_EQ(error_after("*2000000000\r\n").kind, Error::Kind::exhausted);
}

TEST(RedisCodec, LimitsHoldForOneReplyNotForAll) {
    ReplyParser parser(kLimit);
    const std::string wire = "$900000\r\n" + std::string(900000, 'x') + "\r\n";
    for (int i = 0; i < 5; ++i) {
        parser.feed(wire);
        auto reply = parser.next();
        ASSERT_TRUE(reply.has_value() && reply->has_value());
        EXPECT_EQ((*reply)->text.size(), 900000U);
    }
}

TEST(RedisCodec, AnotherProtocolIsNamed) {
    const Error error = error_after("HTTP/1.1 400 Bad Request\r\n\r\n");
    EXPECT_EQ(error.kind, Error::Kind::corrupt);
    EXPECT_NE(error.text.find("not Redis"), std::string::npos);
}

TEST(RedisCodec, ErrorRepliesBecomeSentencesThatNameTheServer) {
    const auto kind = [](std::string_view text) { return error_of(text, "redis://h:1").kind; };
    EXPECT_EQ(kind("LOADING Redis is loading the dataset in memory"), Error::Kind::unavailable);
    EXPECT_EQ(kind("READONLY You can't write against a read only replica."),
              Error::Kind::unavailable);
    EXPECT_EQ(kind("NOAUTH Authentication required."), Error::Kind::refused);
    EXPECT_EQ(kind("NOPERM this user has no permissions"), Error::Kind::refused);
    EXPECT_EQ(kind("OOM command not allowed when used memory > 'maxmemory'."),
              Error::Kind::exhausted);
    EXPECT_EQ(kind("MISCONF Errors writing to the AOF file: No space left"),
              Error::Kind::unavailable);
    EXPECT_EQ(kind("WRONGTYPE Operation against a key"), Error::Kind::corrupt);
    EXPECT_NE(error_of("ERR odd", "redis://h:1").text.find("redis://h:1"), std::string::npos);
    EXPECT_TRUE(is_passing("LOADING x"));
    EXPECT_FALSE(is_passing("OOM x"));
}

}  // namespace
}  // namespace usher::log
