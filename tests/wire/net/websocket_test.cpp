// Goal: an open WebSocket delivers what was sent, refuses what RFC 6455 forbids with the right
// close code, and tells its observer the end exactly once, however the end comes.
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

using std::chrono::milliseconds;

struct OpenWebSocket : ::testing::Test {
    RawServer server;
    std::uint16_t port = 0;

    RawWebSocket open() {
        if (port == 0) port = server.start();
        return RawWebSocket::open(port);
    }
    /// The server's side of the connection opened last.
    std::shared_ptr<net::WebSocket> accepted() { return server.opened.next().value_or(nullptr); }

    void expect_failed(RawWebSocket& socket, unsigned code) {
        EXPECT_EQ(socket.receive_close_code(), code);
        EXPECT_TRUE(socket.tcp().receive_end());
        const auto closed = server.recorder->closes.next();
        ASSERT_TRUE(closed);
        EXPECT_EQ(closed->code, code);
    }
};

TEST_F(OpenWebSocket, DeliversAndSendsBothKinds) {
    auto socket = open();
    const auto ours = accepted();
    socket.send_text("grüß Gott");
    socket.send_binary(std::string("\x00\xff", 2));
    EXPECT_EQ(server.recorder->messages.next()->bytes, "grüß Gott");
    const auto second = server.recorder->messages.next();
    EXPECT_EQ(second->bytes, std::string("\x00\xff", 2));
    EXPECT_TRUE(second->binary);
    server.call([&] {
        ours->send(std::make_shared<const std::string>("yes"), net::FrameKind::text);
        ours->send(nullptr);
        ours->send(std::make_shared<const std::string>("no"));
    });
    const auto text = socket.receive();
    EXPECT_EQ(text->opcode, 1U);
    EXPECT_EQ(text->payload, "yes");
    const auto binary = socket.receive();
    EXPECT_EQ(binary->opcode, 2U);
    EXPECT_EQ(binary->payload, "no");
}

TEST_F(OpenWebSocket, MessagesOfEverySizeArriveWhole) {
    server.limits.message_bytes_max = 300'000;
    auto socket = open();
    for (const std::size_t size : {0U, 1U, 125U, 126U, 255U, 256U, 257U, 1535U, 1536U, 1800U, 4096U,
                                   65535U, 65536U, 300'000U, 3U}) {
        std::string payload(size, 'a');
        for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(i * 31);
        socket.send_binary(payload);
        const auto got = server.recorder->messages.next();
        ASSERT_TRUE(got) << size;
        EXPECT_EQ(got->bytes, payload) << size;
    }
}

TEST_F(OpenWebSocket, FragmentsWithControlFramesBetweenAreOneMessage) {
    auto socket = open();
    socket.send({.fin = false, .opcode = 1, .payload = "one "});
    socket.send({.opcode = 9, .payload = "ping"});
    socket.send({.fin = false, .opcode = 0, .payload = ""});
    socket.send({.opcode = 0, .payload = "two"});
    EXPECT_EQ(server.recorder->messages.next()->bytes, "one two");
    const auto pong = socket.receive();
    EXPECT_EQ(pong->opcode, 10U);
    EXPECT_EQ(pong->payload, "ping");
}

TEST_F(OpenWebSocket, OversizedMessagesEndWith1009) {
    server.limits.message_bytes_max = 1000;
    auto socket = open();
    socket.tcp().send(frame_header(true, 0, 2, 1001));  // refused by its header alone
    expect_failed(socket, 1009);

    auto fragmented = open();
    fragmented.send({.fin = false, .payload = std::string(600, 'x')});
    fragmented.send({.opcode = 0, .payload = std::string(600, 'x')});
    expect_failed(fragmented, 1009);
}

TEST_F(OpenWebSocket, TooManyFragmentsEndWith1009EvenWhenEmpty) {
    server.limits.fragments_max = 4;
    auto socket = open();
    socket.send({.fin = false, .payload = "a"});
    for (int i = 0; i < 3; ++i) socket.send({.fin = i == 2, .opcode = 0, .payload = ""});
    EXPECT_EQ(server.recorder->messages.next()->bytes, "a");
    for (int i = 0; i < 5; ++i) {
        socket.send({.fin = false, .opcode = i == 0 ? 2U : 0U, .payload = ""});
    }
    expect_failed(socket, 1009);
}

TEST_F(OpenWebSocket, FrameLengthWithTheHighBitFailsTheConnection) {
    for (const std::uint64_t length : {0x8000000000000005ULL, 0xffffffffffffffffULL}) {
        auto socket = open();
        socket.tcp().send(frame_header(true, 0, 2, length) + mask("12345"));
        expect_failed(socket, 1002);
    }
    auto huge = open();
    huge.tcp().send(frame_header(true, 0, 2, 0x7fffffffffffffffULL));
    expect_failed(huge, 1009);
}

TEST_F(OpenWebSocket, MessagesBeforeAViolationInTheSameSegmentStillCount) {
    auto socket = open();
    socket.tcp().send(client_frame({.payload = "good"}) +
                      frame_header(true, 0, 2, 0x8000000000000000ULL));
    EXPECT_EQ(server.recorder->messages.next()->bytes, "good");
    expect_failed(socket, 1002);
}

TEST_F(OpenWebSocket, CloseCodesThatNobodyMaySendAreProtocolErrors) {
    for (const unsigned code :
         {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2999U, 5000U, 65535U}) {
        auto socket = open();
        socket.send_close(code);
        EXPECT_EQ(socket.receive_close_code(), 1002U) << code;
        EXPECT_TRUE(socket.tcp().receive_end()) << code;
        EXPECT_EQ(server.recorder->closes.next()->code, 1002) << code;
    }
}

TEST_F(OpenWebSocket, GoodCloseCodesAreEchoedAndReported) {
    for (const unsigned code : {1000U, 1001U, 1003U, 1012U, 3000U, 4999U}) {
        auto socket = open();
        socket.send({.opcode = 8, .payload = close_payload(code, "done")});
        EXPECT_EQ(socket.receive_close_code(), code);
        EXPECT_TRUE(socket.tcp().receive_end());
        const auto closed = server.recorder->closes.next();
        EXPECT_EQ(closed->code, code);
        EXPECT_EQ(closed->reason, "done");
    }
    auto bare = open();
    bare.send({.opcode = 8, .payload = ""});
    EXPECT_EQ(bare.receive_close_code(), 1000U);
    EXPECT_EQ(server.recorder->closes.next()->code, 1005);
}

TEST_F(OpenWebSocket, WrongFramesAreProtocolErrors) {
    const std::string unmasked("\x82\x01x", 3);
    for (const std::string& bytes :
         {unmasked, client_frame({.rsv = 4, .payload = "x"}), client_frame({.opcode = 3}),
          client_frame({.opcode = 0, .payload = "x"}), client_frame({.fin = false, .opcode = 9}),
          client_frame({.opcode = 9, .payload = std::string(126, 'x')}),
          client_frame({.opcode = 8, .payload = "x"})}) {
        auto socket = open();
        socket.tcp().send(bytes);
        expect_failed(socket, 1002);
    }
    auto text = open();
    text.send_text("\xc3(");
    expect_failed(text, 1007);
}

TEST_F(OpenWebSocket, ABrokenConnectionIsReportedAs1006) {
    auto socket = open();
    socket.send({.fin = false, .opcode = 1, .payload = "half"});
    socket.tcp().reset();
    EXPECT_EQ(server.recorder->closes.next()->code, 1006);
    auto ended = open();
    ended.tcp().close();
    EXPECT_EQ(server.recorder->closes.next()->code, 1006);
}

TEST_F(OpenWebSocket, CloseSendsWhatWasQueuedFirst) {
    auto socket = open();
    const auto ours = accepted();
    server.call([&] {
        ours->send(std::make_shared<const std::string>("last words"));
        ours->close(4000, "bye");
        ours->close(4001, "again");
        ours->send(std::make_shared<const std::string>("never"));
        EXPECT_FALSE(ours->open());
        EXPECT_EQ(server.recorder->closes.size(), 0U);  // never from inside close()
    });
    EXPECT_EQ(socket.receive()->payload, "last words");
    const auto frame = socket.receive();
    EXPECT_EQ(frame->opcode, 8U);
    EXPECT_EQ(frame->payload, close_payload(4000, "bye"));
    socket.send_close(4000);
    EXPECT_TRUE(socket.tcp().receive_end());
    const auto closed = server.recorder->closes.next();
    EXPECT_EQ(closed->code, 4000);
    EXPECT_EQ(closed->reason, "bye");
}

TEST_F(OpenWebSocket, APeerThatIgnoresTheCloseIsDroppedAtTheDeadline) {
    server.limits.close_timeout = milliseconds{100};
    auto socket = open();
    const auto ours = accepted();
    server.call([&] { ours->close(1001, "going away"); });
    EXPECT_EQ(socket.receive_close_code(), 1001U);
    socket.send_binary("still talking");
    EXPECT_TRUE(socket.tcp().receive_end());
    EXPECT_EQ(server.recorder->closes.next()->code, 1001);
    EXPECT_EQ(server.recorder->messages.size(), 0U);
}

TEST_F(OpenWebSocket, CodesAndReasonsThatMustNotBeSentAreMadeGood) {
    auto socket = open();
    const auto ours = accepted();
    server.call([&] { ours->close(1006, std::string(500, 'r')); });
    const auto frame = socket.receive();
    EXPECT_EQ(frame->payload, close_payload(1000, std::string(123, 'r')));
}

TEST_F(OpenWebSocket, TheEndIsToldOnceWhateverComesTogether) {
    auto socket = open();
    const auto ours = accepted();
    socket.send_close(1000);
    server.call([&] { ours->close(4000, "both"); });
    socket.tcp().receive_end();
    ASSERT_TRUE(server.recorder->closes.next());
    server.call([] {});
    server.call([] {});
    EXPECT_EQ(server.recorder->closes.size(), 0U);
}

TEST_F(OpenWebSocket, ObserverMayCloseAndPauseFromInsideItsCalls) {
    std::shared_ptr<net::WebSocket> ours;
    server.recorder->react = [&](std::string_view bytes) {
        if (bytes == "pause") ours->pause_reading();
        if (bytes == "close") ours->close(4002, "as you wish");
    };
    auto socket = open();
    ours = accepted();
    socket.send_binary("pause");
    socket.send_binary("held");
    EXPECT_EQ(server.recorder->messages.next()->bytes, "pause");
    EXPECT_FALSE(server.recorder->messages.next(milliseconds{50}));
    server.call([&] {
        ours->resume_reading();
        EXPECT_EQ(server.recorder->messages.size(), 0U);  // never from inside resume_reading()
    });
    EXPECT_EQ(server.recorder->messages.next()->bytes, "held");
    socket.send_binary("close");
    EXPECT_EQ(socket.receive_close_code(), 4002U);
}

TEST_F(OpenWebSocket, ClosingWhileOpeningIsToldLikeEveryEnd) {
    server.upgrade = [&](const net::HttpRequest&) {
        return net::AcceptUpgrade{.limits = server.limits,
                                  .open = [&](const std::shared_ptr<net::WebSocket>& socket) {
                                      socket->send(std::make_shared<const std::string>("sorry"));
                                      socket->close(4003, "not today");
                                      return server.recorder;
                                  }};
    };
    auto socket = open();
    EXPECT_EQ(socket.receive()->payload, "sorry");
    EXPECT_EQ(socket.receive_close_code(), 4003U);
    EXPECT_EQ(server.recorder->closes.next()->code, 4003);
}

TEST_F(OpenWebSocket, DestroyingTheServerDropsConnections) {
    {
        RawServer brief;
        brief.recorder = server.recorder;
        auto socket = RawWebSocket::open(brief.start());
        ASSERT_TRUE(brief.opened.next());
        brief.call([&] { brief.stop(); });
        EXPECT_TRUE(socket.tcp().receive_end());
        EXPECT_EQ(server.recorder->closes.next()->code, 1006);
    }
}

}  // namespace
}  // namespace usher::test
