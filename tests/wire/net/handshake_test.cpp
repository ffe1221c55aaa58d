// Goal: only a correct WebSocket handshake is answered with 101; every other one gets an answer
// that says why, and the connection ends. Beast 1.81 by itself accepts most of these.
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

using std::chrono::milliseconds;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

struct Handshake : ::testing::Test {
    RawServer server;
    std::uint16_t port = 0;

    void SetUp() override { port = server.start(); }

    /// The request is answered with `status` and the server ends the connection.
    void expect_refused(const std::string& request, std::string_view status) {
        RawTcp tcp(port);
        tcp.send(request);
        EXPECT_TRUE(tcp.receive_end()) << request;
        EXPECT_TRUE(tcp.buffer().starts_with("HTTP/1.1 " + std::string(status) + " "))
            << request << tcp.buffer();
        EXPECT_TRUE(tcp.buffer().contains("Connection: close\r\n")) << tcp.buffer();
    }
    void expect_400(std::string_view what, std::string_view with) {
        expect_refused(replaced(handshake_text(), what, with), "400");
    }
};

constexpr std::string_view kKeyLine = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr std::string_view kVersionLine = "Sec-WebSocket-Version: 13\r\n";
constexpr std::string_view kHostLine = "Host: hub.example\r\n";

TEST_F(Handshake, AnswersWithTheAcceptValueOfTheRfc) {
    auto socket = RawWebSocket::open(port);
    EXPECT_TRUE(socket.head().starts_with("HTTP/1.1 101 ")) << socket.head();
    EXPECT_TRUE(socket.head().contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_FALSE(socket.head().contains("Beast"));
    EXPECT_FALSE(socket.head().contains("Sec-WebSocket-Protocol"));
}

TEST_F(Handshake, ExactlyOneHost) {
    expect_400(kHostLine, "Host: hub.example\r\nHost: evil.example\r\n");
    expect_400(kHostLine, "");
}

TEST_F(Handshake, ExactlyOneKeyOfSixteenOctets) {
    expect_400(kKeyLine, std::string(kKeyLine) + std::string(kKeyLine));
    expect_400(kKeyLine, "");
    expect_400(kKeyLine, "Sec-WebSocket-Key: \r\n");
    expect_400(kKeyLine, "Sec-WebSocket-Key: c2hvcnRrZXk=\r\n");              // 8 octets
    expect_400(kKeyLine, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWFh\r\n");  // 18 octets
    expect_400(kKeyLine, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j*!==\r\n");  // not base64
    expect_400(kKeyLine, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==,x\r\n");
}

TEST_F(Handshake, ExactlyOneVersionThirteen) {
    expect_400(kVersionLine, std::string(kVersionLine) + "Sec-WebSocket-Version: 12\r\n");
    expect_400(kVersionLine, "");
    RawTcp tcp(port);
    tcp.send(replaced(handshake_text(), kVersionLine, "Sec-WebSocket-Version: 12\r\n"));
    EXPECT_TRUE(tcp.receive_end());
    EXPECT_TRUE(tcp.buffer().starts_with("HTTP/1.1 426 "));
    EXPECT_TRUE(tcp.buffer().contains("Sec-WebSocket-Version: 13\r\n"));
}

TEST_F(Handshake, NoBodyOfAnyKind) {
    expect_400(kKeyLine, std::string(kKeyLine) + "Transfer-Encoding: chunked\r\n");
    expect_400(kKeyLine, std::string(kKeyLine) + "Transfer-Encoding: x\r\nContent-Length: 3\r\n");
    expect_400(kKeyLine, std::string(kKeyLine) + "Transfer-Encoding: identity\r\n");
    expect_400(kKeyLine, std::string(kKeyLine) + "Content-Length: 3\r\n");
    expect_400(kKeyLine, std::string(kKeyLine) + "Content-Length: 0\r\nContent-Length: 0\r\n");
    EXPECT_TRUE(RawWebSocket::open(port, "/ws", "Content-Length: 0\r\n").head().contains(" 101 "));
}

TEST_F(Handshake, GetOfHttpElevenWithUpgradeAndConnection) {
    expect_400("GET ", "POST ");
    expect_400("HTTP/1.1", "HTTP/1.0");
    expect_400("Connection: Upgrade\r\n", "Connection: keep-alive\r\n");
    expect_400("Connection: Upgrade\r\n", "");
    expect_400("Upgrade: websocket\r\n", "Upgrade: websocket, h2c\r\n");
    EXPECT_TRUE(RawWebSocket(RawTcp(port))
                    .shake_hands(replaced(handshake_text(), "Connection: Upgrade",
                                          "Connection: keep-alive, upGRADE")));
}

TEST_F(Handshake, WithoutUpgradeItIsAnOrdinaryRequest) {
    const auto answer = ask(port, replaced(handshake_text("/page", "Connection: close\r\n"),
                                           "Upgrade: websocket\r\n", "Upgrade: h2c\r\n"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_TRUE(answer.ends_with("GET /page")) << answer;
}

TEST_F(Handshake, LargeHeadsPassUpToTheLimitAndAreRefusedAbove) {
    const std::string cookie = "Cookie: " + std::string(12'000, 'c') + "\r\n";
    EXPECT_TRUE(RawWebSocket::open(port, "/ws", cookie).head().contains(" 101 "));
    expect_refused(handshake_text("/ws", "Cookie: " + std::string(17'000, 'c') + "\r\n"), "431");
    expect_refused("GET /" + std::string(17'000, 'a') + " HTTP/1.1\r\n\r\n", "431");
}

TEST_F(Handshake, MalformedHeadsAreRefused) {
    expect_refused("GARBAGE\r\n\r\n", "400");
    expect_refused("GET /ws HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n", "400");
    expect_refused("GET ws HTTP/1.1\r\nHost: a\r\n\r\n", "400");
    expect_refused("GET / HTTP/1.1\nHost: a\n\n", "505");  // bare LF behind the version
    expect_refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505");
    expect_refused(std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30), "400");
}

TEST_F(Handshake, FramesBehindTheHeadInTheSameSegmentArrive) {
    RawWebSocket socket{RawTcp(port)};
    socket.tcp().send(handshake_text() + client_frame({.payload = "first"}) +
                      client_frame({.opcode = 1, .payload = std::string(3'000, 'x')}));
    const auto first = server.recorder->messages.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->bytes, "first");
    EXPECT_TRUE(first->binary);
    const auto second = server.recorder->messages.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->bytes, std::string(3'000, 'x'));
    EXPECT_FALSE(second->binary);
}

TEST_F(Handshake, HeadInSingleOctetsIsUnderstood) {
    RawWebSocket socket{RawTcp(port)};
    for (const char c : handshake_text()) socket.tcp().send(std::string_view(&c, 1));
    EXPECT_TRUE(socket.tcp().receive_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
}

struct HandshakeChoices : ::testing::Test {
    RawServer server;
};

TEST_F(HandshakeChoices, HandlerSeesOriginAndChoosesTheSubprotocol) {
    Seen<std::string> origins;
    server.upgrade = [&](const net::HttpRequest& head) {
        origins.push(std::string(head.header("origin")));
        return server.accept("usher.v1+json");
    };
    const auto port = server.start();
    const auto socket = RawWebSocket::open(
        port, "/ws",
        "Origin: https://shop.example\r\nSec-WebSocket-Protocol: usher.v1, usher.v1+json\r\n");
    EXPECT_TRUE(socket.head().contains("Sec-WebSocket-Protocol: usher.v1+json\r\n"));
    EXPECT_EQ(origins.next(), "https://shop.example");
}

TEST_F(HandshakeChoices, AnUnofferedSubprotocolIsNeverSent) {
    server.upgrade = [&](const net::HttpRequest&) { return server.accept("usher.v2"); };
    const auto port = server.start();
    const auto socket = RawWebSocket::open(port, "/ws", "Sec-WebSocket-Protocol: usher.v1\r\n");
    EXPECT_TRUE(socket.head().starts_with("HTTP/1.1 500 ")) << socket.head();
}

TEST_F(HandshakeChoices, HandlerRefusesWithItsOwnAnswer) {
    server.upgrade = [](const net::HttpRequest&) {
        return net::HttpResponse::text(403, "this origin is not allowed\n");
    };
    const auto answer = ask(server.start(), handshake_text());
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
    EXPECT_TRUE(answer.ends_with("this origin is not allowed\n"));
}

TEST_F(HandshakeChoices, HalfARequestIsEndedByTheHeadTimeout) {
    server.options.limits.head_timeout = milliseconds{100};
    const auto port = server.start();
    RawTcp half(port);
    half.send(handshake_text().substr(0, 60));
    EXPECT_TRUE(half.receive_end());
    EXPECT_TRUE(half.buffer().starts_with("HTTP/1.1 408 ")) << half.buffer();
    RawTcp silent(port);
    EXPECT_TRUE(silent.receive_end());
    EXPECT_EQ(silent.buffer(), "");
}

TEST_F(HandshakeChoices, SlowlyDrippingHeadsDoNotExtendTheirTime) {
    server.options.limits.head_timeout = milliseconds{200};
    const auto port = server.start();
    RawTcp slow(port);
    const auto begun = RawTcp::Clock::now();
    std::size_t sent = 0;
    for (const char c : handshake_text("/ws", "Cookie: " + std::string(4'000, 'c') + "\r\n")) {
        if (!slow.send(std::string_view(&c, 1))) break;
        ++sent;
        if (slow.receive(milliseconds{5}) == RawTcp::Got::end) break;
    }
    EXPECT_LT(sent, 4'000U);
    EXPECT_LT(RawTcp::Clock::now() - begun, milliseconds{5'000});
    EXPECT_TRUE(slow.buffer().starts_with("HTTP/1.1 408 ")) << slow.buffer();
}

}  // namespace
}  // namespace usher::test
