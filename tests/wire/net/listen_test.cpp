// Goal: a server that cannot listen says where, why and what to change; one that can believes
// forwarded headers only from the proxies it was told to trust, and tells its WebSockets when it
// stops.
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

struct Listen : ::testing::Test {
    RawServer handler;
    net::Loop loop;

    std::string error_of(net::HttpServerOptions options) {
        net::HttpServer server(loop, std::move(options), handler);
        const auto port = server.listen();
        return port ? "" : port.error().text;
    }
};

TEST_F(Listen, APortInUseIsNamedWithTheFix) {
    net::HttpServer first(loop, {}, handler);
    const auto port = first.listen();
    ASSERT_TRUE(port);
    EXPECT_EQ(error_of({.port = *port}),
              "cannot listen on 127.0.0.1:" + std::to_string(*port) +
                  ": address already in use; choose another with --listen");
}

TEST_F(Listen, ForeignAddressesAndUnknownHostsAreNamed) {
    EXPECT_EQ(error_of({.host = "192.0.2.1", .port = 8080}),
              "cannot listen on 192.0.2.1:8080: this machine has no such address; choose another "
              "with --listen");
    EXPECT_TRUE(error_of({.host = "not a host"}).contains("'not a host': no such host"));
}

TEST_F(Listen, UnusableTlsFilesAreNamed) {
    const auto missing = error_of({.tls = net::TlsFiles{"/no/such/cert.pem", "/no/such/key.pem"}});
    EXPECT_TRUE(missing.starts_with("cannot read TLS certificate /no/such/cert.pem: No such file"))
        << missing;
    const std::string not_pem = std::string(USHER_SOURCE_DIR) + "/CMakeLists.txt";
    const auto wrong = error_of({.tls = net::TlsFiles{not_pem, not_pem}});
    EXPECT_TRUE(wrong.starts_with("TLS certificate " + not_pem + " is not usable: ")) << wrong;
}

TEST_F(Listen, AWrongTrustedProxyIsNamed) {
    EXPECT_TRUE(error_of({.trusted_proxies = {"10.0.0.0/33"}}).contains("'10.0.0.0/33'"));
}

TEST_F(Listen, TheDescriptorOfAClosedServerIsFreeAgain) {
    std::uint16_t port = 0;
    {
        net::HttpServer first(loop, {}, handler);
        port = first.listen().value();
    }
    EXPECT_EQ(error_of({.port = port}), "");
}

TEST(Forwarded, IsBelievedOnlyFromTrustedProxies) {
    const std::string request =
        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
        "Connection: close\r\n\r\n";
    const auto seen_by = [&](std::vector<std::string> trusted) {
        RawServer server;
        server.options.trusted_proxies = std::move(trusted);
        server.request = [](const net::HttpRequest& asked, net::Responder respond) {
            respond(
                net::HttpResponse::text(200, asked.remote_address + (asked.secure ? " s" : " -")));
        };
        const auto answer = ask(server.start(), request);
        return answer.substr(answer.find("\r\n\r\n") + 4);
    };
    EXPECT_EQ(seen_by({}), "127.0.0.1 -");
    EXPECT_EQ(seen_by({"10.0.0.0/8"}), "127.0.0.1 -");
    EXPECT_EQ(seen_by({"127.0.0.0/8"}), "203.0.113.7 s");
}

TEST(Stopping, WebSocketsGetTheCodeAndNewOnesAreRefused) {
    RawServer server;
    const auto port = server.start();
    auto socket = RawWebSocket::open(port);
    RawTcp waiting(port);
    waiting.send("GET /");  // a request under way may finish, but not become a WebSocket
    std::size_t connections = 0;
    while (connections < 2) server.call([&] { connections = server.server().connections(); });
    server.call([&] {
        EXPECT_EQ(server.server().websockets(), 1U);
        server.server().close_all(1001, "restart");
    });
    const auto frame = socket.receive();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->payload, close_payload(1001, "restart"));
    socket.send_close(1001);
    EXPECT_TRUE(socket.tcp().receive_end());
    EXPECT_EQ(server.recorder->closes.next()->code, 1001);
    waiting.send(handshake_text().substr(5));
    EXPECT_TRUE(waiting.receive_end());
    EXPECT_FALSE(waiting.buffer().contains(" 101 ")) << waiting.buffer();
}

}  // namespace
}  // namespace usher::test
