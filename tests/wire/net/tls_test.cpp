// Goal: with a certificate the same server speaks HTTP and WebSocket over TLS 1.2 and 1.3, in any
// portions, and neither plain text, old versions nor silence get anything from it.
#include <gtest/gtest.h>

#include "tests/support/raw_certificate.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

using std::chrono::milliseconds;

struct Tls : ::testing::Test {
    RawCertificate files;
    RawServer server;

    Tls() { server.options.tls = net::TlsFiles{files.certificate(), files.key()}; }

    static RawWebSocket open(std::uint16_t port) {
        RawTcp tcp(port);
        EXPECT_TRUE(tcp.start_tls());
        RawWebSocket out(std::move(tcp));
        EXPECT_TRUE(out.shake_hands(handshake_text()));
        return out;
    }
};

TEST_F(Tls, RequestsAreSecure) {
    server.request = [](const net::HttpRequest& asked, net::Responder respond) {
        respond(net::HttpResponse::text(200, asked.secure ? "secure" : "plain"));
    };
    const auto port = server.start();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        RawTcp tcp(port);
        ASSERT_TRUE(tcp.start_tls(version));
        EXPECT_EQ(SSL_version(tcp.tls()), version);
        tcp.send(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: "
            "close\r\n\r\n");
        EXPECT_TRUE(tcp.receive_end());
        EXPECT_TRUE(tcp.buffer().ends_with("secure"));
        EXPECT_EQ(SSL_get_shutdown(tcp.tls()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    }
}

TEST_F(Tls, OldVersionsAreRefused) {
    RawTcp tcp(server.start());
    EXPECT_FALSE(tcp.start_tls(TLS1_1_VERSION));
}

TEST_F(Tls, WebSocketMessagesPassInBothDirections) {
    server.limits.message_bytes_max = 1024 * 1024;
    server.limits.outbox_bytes_max = 4 * 1024 * 1024;
    auto socket = open(server.start());
    const auto ours = server.opened.next().value();
    for (const std::size_t size : {1U, 200U, 5'000U, 70'000U, 1'000'000U}) {
        const std::string payload(size, 'p');
        ASSERT_TRUE(socket.send_binary(payload));
        EXPECT_EQ(server.recorder->messages.next()->bytes, payload);
        server.call([&] { ours->send(std::make_shared<const std::string>(payload)); });
        EXPECT_EQ(socket.receive()->payload, payload);
    }
    server.call([&] {
        for (char c = 'a'; c < 'e'; ++c) ours->send(std::make_shared<const std::string>(2, c));
    });
    EXPECT_EQ(socket.receive()->payload, "aabbccdd");
    socket.send_close(1000);
    EXPECT_EQ(socket.receive_close_code(), 1000U);
    EXPECT_TRUE(socket.tcp().receive_end());
    EXPECT_EQ(server.recorder->closes.next()->code, 1000);
}

TEST_F(Tls, SlowConsumersAreClosedHereToo) {
    server.limits.close_timeout = milliseconds{50};
    auto socket = open(server.start());
    const auto ours = server.opened.next().value();
    bool open_still = true;
    for (int i = 0; i < 4'000 && open_still; ++i) {
        server.call([&] {
            for (int n = 0; n < 4; ++n)
                ours->send(std::make_shared<const std::string>(16'384, 'x'));
            open_still = ours->open();
        });
    }
    EXPECT_EQ(server.recorder->closes.next()->code, 4008);
}

TEST_F(Tls, FramesInTheSameRecordAsTheHandshakeArrive) {
    RawTcp tcp(server.start());
    ASSERT_TRUE(tcp.start_tls());
    tcp.send(handshake_text() + client_frame({.payload = "first"}));
    EXPECT_EQ(server.recorder->messages.next()->bytes, "first");
}

TEST_F(Tls, PlainTextAndSilenceAreEnded) {
    server.options.limits.head_timeout = milliseconds{100};
    const auto port = server.start();
    RawTcp plain(port);
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(plain.receive_end());
    EXPECT_FALSE(plain.buffer().contains("HTTP/1.1 200"));
    RawTcp silent(port);
    EXPECT_TRUE(silent.receive_end());
}

}  // namespace
}  // namespace usher::test
