// Goal: the outbox never exceeds its bounds, counts what is popped until it is written, and joins
// only what may be joined, in order.
#include "hub/net/outbox.hpp"

#include <gtest/gtest.h>

namespace usher::net {
namespace {

Frame frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

TEST(Outbox, BoundsHoldInBytesAndFrames) {
    const WebSocketLimits limits{.outbox_bytes_max = 10, .outbox_frames_max = 3};
    Outbox bytes;
    EXPECT_TRUE(bytes.push(frame("12345678"), FrameKind::binary, limits));
    EXPECT_FALSE(bytes.push(frame("123"), FrameKind::binary, limits));
    EXPECT_TRUE(bytes.push(frame("12"), FrameKind::binary, limits));
    EXPECT_EQ(bytes.bytes(), 10U);

    Outbox frames;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(frames.push(frame(""), FrameKind::binary, limits));
    EXPECT_FALSE(frames.push(frame(""), FrameKind::binary, limits));
}

TEST(Outbox, WhatIsPoppedCountsUntilWritten) {
    const WebSocketLimits limits{.outbox_bytes_max = 6};
    Outbox box;
    box.push(frame("abc"), FrameKind::binary, limits);
    box.push(frame("def"), FrameKind::binary, limits);
    const auto message = box.pop(true);
    EXPECT_EQ(*message.bytes, "abcdef");
    EXPECT_TRUE(box.empty());
    EXPECT_EQ(box.bytes(), 6U);
    EXPECT_FALSE(box.push(frame("g"), FrameKind::binary, limits));
    box.clear();
    EXPECT_EQ(box.bytes(), 6U);
    box.written(message);
    EXPECT_EQ(box.bytes(), 0U);
    EXPECT_EQ(box.frames(), 0U);
}

TEST(Outbox, TextStandsAlone) {
    Outbox box;
    box.push(frame("a"), FrameKind::binary, {});
    box.push(frame("t"), FrameKind::text, {});
    box.push(frame("u"), FrameKind::text, {});
    box.push(frame("b"), FrameKind::binary, {});
    box.push(frame("c"), FrameKind::binary, {});
    std::string seen;
    while (!box.empty()) {
        const auto message = box.pop(true);
        seen += (message.kind == FrameKind::text ? "T:" : "B:") + *message.bytes + " ";
        box.written(message);
    }
    EXPECT_EQ(seen, "B:a T:t T:u B:bc ");
}

TEST(Outbox, KeepsTheOrderOverThousandsOfFrames) {
    Outbox box;
    std::string in;
    std::string out;
    const WebSocketLimits limits{.outbox_frames_max = 100'000};
    for (int i = 0; i < 5'000; ++i) {
        const std::string text = std::to_string(i) + ",";
        in += text;
        ASSERT_TRUE(box.push(frame(text), FrameKind::binary, limits));
        if (i % 3 == 0) {
            const auto message = box.pop(false);
            out += *message.bytes;
            box.written(message);
        }
    }
    while (!box.empty()) {
        const auto message = box.pop(true);
        EXPECT_LE(message.bytes->size(), Outbox::kJoinedBytesMax);
        out += *message.bytes;
        box.written(message);
    }
    EXPECT_EQ(out, in);
    EXPECT_EQ(box.frames(), 0U);
}

}  // namespace
}  // namespace usher::net
