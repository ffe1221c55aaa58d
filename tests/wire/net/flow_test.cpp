// Goal: no peer, slow, silent, dripping or flooding, makes the server hold more than its limits or
// wait longer than its deadlines, and waiting frames leave joined.
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/raw_websocket.hpp"

namespace usher::test {
namespace {

using std::chrono::milliseconds;

net::Frame frame_of(std::size_t size, char fill = 'f') {
    return std::make_shared<const std::string>(size, fill);
}

struct Flow : ::testing::Test {
    RawServer server;
    std::shared_ptr<net::WebSocket> ours;  // destroyed before the server's loop

    RawWebSocket open(int receive_buffer = 0) {
        auto socket = RawWebSocket::open(server.start(), "/ws", "", receive_buffer);
        ours = server.opened.next().value_or(nullptr);
        return socket;
    }
};

TEST_F(Flow, ASlowConsumerIsClosedWith4008AndItsOutboxDropped) {
    server.limits.close_timeout = milliseconds{100};
    auto socket = open(4096);  // and never reads
    std::size_t queued_max = 0;
    bool open_still = true;
    for (int i = 0; i < 2'000 && open_still; ++i) {
        server.call([&] {
            for (int n = 0; n < 4; ++n) ours->send(frame_of(16 * 1024));
            queued_max = std::max(queued_max, ours->queued_bytes());
            open_still = ours->open();
        });
    }
    EXPECT_FALSE(open_still);
    EXPECT_LE(queued_max, server.limits.outbox_bytes_max);
    const auto closed = server.recorder->closes.next();
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->code, 4008);
    EXPECT_EQ(closed->reason, "slow consumer");
    server.call([&] { EXPECT_LE(ours->queued_bytes(), 64U * 1024); });  // the write under way
}

TEST_F(Flow, ASlowConsumerThatReadsAgainSeesTheCloseCode) {
    server.limits.outbox_frames_max = 8;
    server.limits.concatenate = false;
    auto socket = open(4096);
    server.call([&] {
        for (int n = 0; n < 9; ++n) ours->send(frame_of(64));
    });
    EXPECT_EQ(socket.receive_close_code(), 4008U);
}

TEST_F(Flow, WaitingBinaryFramesLeaveAsOneMessage) {
    auto socket = open();
    server.call([&] {
        for (char c = 'a'; c < 'f'; ++c) ours->send(frame_of(3, c));
        EXPECT_EQ(ours->queued_frames(), 5U);
        EXPECT_EQ(ours->queued_bytes(), 15U);
        ours->send(frame_of(2, 't'), net::FrameKind::text);
        ours->send(frame_of(2, 'u'), net::FrameKind::text);
        ours->send(frame_of(2, 'v'));
    });
    EXPECT_EQ(socket.receive()->payload, "aaabbbcccdddeee");
    EXPECT_EQ(socket.receive()->payload, "tt");
    EXPECT_EQ(socket.receive()->payload, "uu");
    EXPECT_EQ(socket.receive()->payload, "vv");
    std::size_t queued = 1;
    for (int i = 0; i < 1'000 && queued > 0; ++i) {
        server.call([&] { queued = ours->queued_bytes(); });
    }
    EXPECT_EQ(queued, 0U);
}

TEST_F(Flow, JoinedMessagesStayBelow64KiBAndKeepTheOrder) {
    auto socket = open();
    std::string expected;
    server.call([&] {
        for (int i = 0; i < 40; ++i) {
            ours->send(frame_of(5'000, static_cast<char>('A' + i)));
            expected += *frame_of(5'000, static_cast<char>('A' + i));
        }
        ours->send(frame_of(70'000, 'z'));  // larger than a joined message: alone
        expected += *frame_of(70'000, 'z');
    });
    std::string got;
    std::size_t messages = 0;
    while (got.size() < expected.size()) {
        const auto frame = socket.receive();
        ASSERT_TRUE(frame);
        if (frame->payload.front() != 'z') EXPECT_LE(frame->payload.size(), 64U * 1024);
        got += frame->payload;
        ++messages;
    }
    EXPECT_EQ(got, expected);
    EXPECT_EQ(messages, 5U);
}

TEST_F(Flow, WithoutConcatenationEveryFrameIsAMessage) {
    server.limits.concatenate = false;
    auto socket = open();
    server.call([&] {
        for (char c = 'a'; c < 'd'; ++c) ours->send(frame_of(1, c));
    });
    EXPECT_EQ(socket.receive()->payload, "a");
    EXPECT_EQ(socket.receive()->payload, "b");
    EXPECT_EQ(socket.receive()->payload, "c");
}

TEST_F(Flow, SilentPeersArePingedThenClosed) {
    server.limits.ping_interval = milliseconds{50};
    server.limits.idle_timeout = milliseconds{250};
    server.limits.close_timeout = milliseconds{50};
    auto socket = open();
    const auto ping = socket.receive();
    ASSERT_TRUE(ping);
    EXPECT_EQ(ping->opcode, 9U);
    EXPECT_EQ(socket.receive_close_code(), 4012U);
    EXPECT_TRUE(socket.tcp().receive_end());
    EXPECT_EQ(server.recorder->closes.next()->code, 4012);
}

TEST_F(Flow, PongsKeepAPeerAlive) {
    server.limits.ping_interval = milliseconds{50};
    server.limits.idle_timeout = milliseconds{300};
    auto socket = open();
    for (int i = 0; i < 12; ++i) {
        const auto frame = socket.receive();
        ASSERT_TRUE(frame);
        ASSERT_EQ(frame->opcode, 9U);
        socket.send({.opcode = 10, .payload = frame->payload});
    }
    server.call([&] { EXPECT_TRUE(ours->open()); });
}

TEST_F(Flow, AMessageThatNeverEndsIsClosedThoughBytesDripIn) {
    server.limits.message_timeout = milliseconds{150};
    auto socket = open();
    socket.tcp().send(frame_header(true, 0, 2, 5'000));
    unsigned code = 0;
    for (int i = 0; i < 5'000 && code == 0; ++i) {
        socket.tcp().send("x");
        code = socket.receive_close_code(milliseconds{5});
    }
    EXPECT_EQ(code, 1008U);
    EXPECT_EQ(server.recorder->closes.next()->code, 1008);
}

TEST_F(Flow, APeerThatTakesNoBytesIsClosedThoughItSends) {
    server.limits.idle_timeout = milliseconds{200};
    server.limits.close_timeout = milliseconds{100};
    server.limits.ping_interval = milliseconds{0};
    server.limits.outbox_bytes_max = 64 * 1024 * 1024;
    auto socket = open(4096);
    server.call([&] {
        for (int i = 0; i < 512; ++i) ours->send(frame_of(64 * 1024));
    });
    std::optional<Closed> closed;
    for (int i = 0; i < 1'000 && !closed; ++i) {
        socket.tcp().send(client_frame({.payload = "alive"}));
        closed = server.recorder->closes.next(milliseconds{5});
    }
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->code, 4008);
}

TEST_F(Flow, APingFloodIsAnsweredAndHarmless) {
    auto socket = open();
    std::string flood;
    for (int i = 0; i < 2'000; ++i) flood += client_frame({.opcode = 9, .payload = "ping"});
    socket.tcp().send(flood);
    socket.send_binary("after the flood");
    EXPECT_EQ(server.recorder->messages.next()->bytes, "after the flood");
    for (int i = 0; i < 2'000; ++i) {
        const auto frame = socket.receive();
        ASSERT_TRUE(frame) << i;
        ASSERT_EQ(frame->opcode, 10U);
    }
}

TEST_F(Flow, APingFloodWhosePongsNobodyReadsIsClosed) {
    server.limits.idle_timeout = milliseconds{300};
    server.limits.close_timeout = milliseconds{100};
    auto socket = open(4096);
    const std::string pings = [] {
        std::string out;
        for (int i = 0; i < 500; ++i) {
            out += client_frame({.opcode = 9, .payload = std::string(125, 'p')});
        }
        return out;
    }();
    // Sends stop being taken once the server waits for its pongs to be read.
    bool taken = true;
    for (int i = 0; i < 400 && taken && server.recorder->closes.size() == 0; ++i) {
        taken = socket.tcp().send_now(pings);
    }
    const auto closed = server.recorder->closes.next();
    ASSERT_TRUE(closed);
    // Stuck on its pongs, or, if the kernels' buffers took them all, silent.
    EXPECT_TRUE(closed->code == 4008 || closed->code == 4012) << closed->code;
}

TEST_F(Flow, PausedReadingStopsThePeer) {
    server.limits.message_bytes_max = 64 * 1024;
    auto socket = open();
    server.call([&] { ours->pause_reading(); });
    const std::string message = client_frame({.payload = std::string(60'000, 'm')});
    int sent = 0;
    while (sent < 1'000 && socket.tcp().send_now(message)) ++sent;
    EXPECT_LT(sent, 1'000) << "TCP took 60 MB although nobody reads";
    EXPECT_EQ(server.recorder->messages.size(), 0U);
    server.call([&] { ours->resume_reading(); });
    for (int i = 0; i < sent; ++i) ASSERT_TRUE(server.recorder->messages.next()) << i;
}

TEST_F(Flow, PausedConnectionsAreNotIdle) {
    server.limits.idle_timeout = milliseconds{100};
    server.limits.ping_interval = milliseconds{30};
    auto socket = open();
    server.call([&] { ours->pause_reading(); });
    EXPECT_FALSE(server.recorder->closes.next(milliseconds{300}));
    server.call([&] { ours->resume_reading(); });
    EXPECT_EQ(server.recorder->closes.next()->code, 4012);
}

}  // namespace
}  // namespace usher::test
