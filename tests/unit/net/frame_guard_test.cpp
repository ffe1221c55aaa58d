// Goal: the guard stops exactly the byte that makes a violation certain, however the bytes are cut,
// and lets everything else through.
#include "hub/net/frame_guard.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/raw_websocket.hpp"

namespace usher::net {
namespace {

using test::client_frame;

std::size_t scan(FrameGuard& guard, std::string_view bytes) {
    return guard.scan({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

TEST(FrameGuard, GoodFramesPassWhereverTheyAreCut) {
    const std::string bytes = client_frame({.fin = false, .opcode = 1, .payload = "hello "}) +
                              client_frame({.opcode = 9, .payload = "ping"}) +
                              client_frame({.opcode = 0, .payload = std::string(300, 'x')}) +
                              client_frame({.payload = std::string(70'000, 'y')}) +
                              client_frame({.opcode = 8, .payload = test::close_payload(1000)});
    for (const std::size_t step : {1U, 2U, 3U, 7U, 1000U, 100'000U}) {
        FrameGuard guard(16);
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const auto part = std::string_view(bytes).substr(at, step);
            ASSERT_EQ(scan(guard, part), part.size());
        }
        EXPECT_FALSE(guard.violated());
        EXPECT_FALSE(guard.midway());
        EXPECT_EQ(guard.completed(), 3U);
    }
}

TEST(FrameGuard, MidwayFromTheFirstByteToTheLast) {
    FrameGuard guard(16);
    const std::string frame = client_frame({.fin = false, .payload = "ab"});
    scan(guard, frame.substr(0, 1));
    EXPECT_TRUE(guard.midway());
    scan(guard, frame.substr(1));
    EXPECT_TRUE(guard.midway());  // between fragments
    scan(guard, client_frame({.opcode = 9, .payload = ""}));
    EXPECT_TRUE(guard.midway());
    EXPECT_EQ(guard.completed(), 0U);
    scan(guard, client_frame({.opcode = 0, .payload = ""}));
    EXPECT_FALSE(guard.midway());
    EXPECT_EQ(guard.completed(), 1U);
}

TEST(FrameGuard, StopsAtTheByteThatDecides) {
    FrameGuard length(16);
    EXPECT_EQ(scan(length, std::string("\x82\xff\x80\0\0\0\0\0\0\5", 10)), 2U);
    EXPECT_EQ(length.code(), 1002);

    FrameGuard code(16);
    const std::string close =
        client_frame({.opcode = 8, .payload = test::close_payload(5000, "x")});
    EXPECT_EQ(scan(code, close), 7U);  // header, mask and the first half of the code
    EXPECT_EQ(code.code(), 1002);
    EXPECT_EQ(scan(code, "more"), 0U);

    FrameGuard fragments(2);
    const std::string start = client_frame({.fin = false, .payload = "a"});
    const std::string next = client_frame({.fin = false, .opcode = 0, .payload = "b"});
    EXPECT_EQ(scan(fragments, start + next), start.size() + next.size());
    EXPECT_EQ(scan(fragments, next), next.size() - 2);
    EXPECT_EQ(fragments.code(), 1009);
}

TEST(CloseCodes, AreThoseOfTheRegistry) {
    for (const std::uint16_t good : {1000, 1003, 1007, 1011, 1014, 3000, 4008, 4999}) {
        EXPECT_TRUE(close_code_may_be_sent(good)) << good;
    }
    for (const std::uint16_t bad : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
        EXPECT_FALSE(close_code_may_be_sent(bad)) << bad;
    }
}

}  // namespace
}  // namespace usher::net
