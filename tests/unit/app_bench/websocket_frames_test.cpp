// Goal: the bench's WebSocket framing is that of RFC 6455 for every length, and refuses what a
// server may not send.
#include "hub/app/bench/websocket_frames.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app_bench/hex.hpp"

namespace usher::bench {
namespace {

/// The payload of a masked frame as a server would see it.
std::string unmask(std::string_view frame, std::size_t head) {
    std::string payload(frame.substr(head + 4));
    for (std::size_t i = 0; i < payload.size(); ++i) {
        payload[i] = static_cast<char>(payload[i] ^ frame[head + i % 4]);
    }
    return payload;
}

std::string server_frame(std::string_view head_hex, std::size_t payload) {
    return from_hex(head_hex) + std::string(payload, 'y');
}

TEST(ClientFrame, IsTheExampleOfSection57) {
    std::string out;
    append_client_frame(out, Opcode::text, "Hello", 0x3d21fa37);
    EXPECT_EQ(out, from_hex("818537fa213d7f9f4d5158"));
}

TEST(ClientFrame, EncodesEachLengthAndMasksEveryByte) {
    const struct {
        std::size_t size;
        const char* head;
    } cases[] = {{0, "8280"},
                 {125, "82fd"},
                 {126, "82fe007e"},
                 {65535, "82feffff"},
                 {65536, "82ff0000000000010000"}};
    for (const auto& c : cases) {
        std::string payload(c.size, '\0');
        for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(i * 7);
        std::string out;
        append_client_frame(out, Opcode::binary, payload, 0xa1b2c3d4);
        const std::string head = from_hex(c.head);
        ASSERT_TRUE(out.starts_with(head)) << c.size;
        EXPECT_EQ(unmask(out, head.size()), payload) << c.size;
    }
}

TEST(ServerFrame, WaitsForTheWholeFrame) {
    const std::string frame = server_frame("827e0100", 256);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        const auto read = read_server_frame(std::string_view(frame).substr(0, size));
        ASSERT_TRUE(read);
        EXPECT_FALSE(*read) << size;
    }
    const std::string longer = frame + "next";
    const auto read = read_server_frame(longer);
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->payload, std::string(256, 'y'));
    EXPECT_EQ((*read)->size, frame.size());
    EXPECT_TRUE((*read)->final);
}

TEST(ServerFrame, RefusesMasksExtensionsAndAbsurdLengths) {
    EXPECT_FALSE(read_server_frame(from_hex("8280")));
    EXPECT_FALSE(read_server_frame(from_hex("c201")));
    EXPECT_FALSE(read_server_frame(from_hex("827fffffffffffffffff")));
}

TEST(ServerFrame, TellsTheCloseCode) {
    EXPECT_EQ(close_code(from_hex("0fa8")), 4008U);
    EXPECT_EQ(close_code(""), 1005U);
}

TEST(Upgrade, AnswersAreReadToTheirEndAndRefusalsSayWhy) {
    const std::string good = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    const auto waiting = read_upgrade_answer(good.substr(0, 40));
    ASSERT_TRUE(waiting);
    EXPECT_FALSE(*waiting);
    const auto read = read_upgrade_answer(good + "\x82");
    ASSERT_TRUE(read && *read);
    EXPECT_EQ(**read, good.size());

    const auto refused = read_upgrade_answer("HTTP/1.1 403 Forbidden\r\n\r\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::refused);
    EXPECT_NE(refused.error().text.find("403 Forbidden"), std::string::npos);
}

TEST(Upgrade, RequestsNameOriginAndSubprotocolOnlyWhenGiven) {
    const UpgradeRequest whole{
        .host = "h:1", .path = "/ws/customer", .origin = "http://h:1", .subprotocol = "usher.v1"};
    EXPECT_TRUE(whole.text().starts_with("GET /ws/customer HTTP/1.1\r\nHost: h:1\r\n"));
    EXPECT_NE(whole.text().find("\r\nOrigin: http://h:1\r\n"), std::string::npos);
    EXPECT_NE(whole.text().find("\r\nSec-WebSocket-Protocol: usher.v1\r\n"), std::string::npos);
    const UpgradeRequest bare{.host = "h:1", .path = "/", .origin = {}, .subprotocol = {}};
    EXPECT_EQ(bare.text().find("Origin"), std::string::npos);
    EXPECT_EQ(bare.text().find("Protocol"), std::string::npos);
}

}  // namespace
}  // namespace usher::bench
