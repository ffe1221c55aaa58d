// Goal: a marker and a command id name the same message after any trip, and no other run's.
#include "hub/app/bench/marker.hpp"

#include <gtest/gtest.h>

#include "hub/app/bench/bodies.hpp"

namespace usher::bench {
namespace {

const MessageRef kExtremes[] = {{Lane{0}, 0},
                                {Lane{0}, 1},
                                {Lane::of(199, Towards::customer), 77},
                                {Lane{kLanesMax - 1}, 0xffffffff}};

TEST(Marker, IsReadBackFromAText) {
    for (const auto& message : kExtremes) {
        std::string text;
        append_marker(text,
                      {.run = kRunIdMax, .message = message, .scheduled_ns = 987654321012345});
        ASSERT_EQ(text.size(), kMarkerBytes);
        const auto marker = read_marker(text + " my parcel");
        ASSERT_TRUE(marker);
        EXPECT_EQ(marker->run, kRunIdMax);
        EXPECT_EQ(marker->message, message);
        EXPECT_EQ(marker->scheduled_ns, 987654321012345);
    }
}

TEST(Marker, IsNotSeenWhereThereIsNone) {
    EXPECT_FALSE(read_marker(""));
    EXPECT_FALSE(read_marker("Hello, is anybody there? I have a question about my order."));
    EXPECT_FALSE(read_marker("ub" + std::string(39, '0')));
    EXPECT_FALSE(read_marker("ub" + std::string(39, '0') + "g"));
}

TEST(CommandId, IsAUuidOfVersion7ThatNamesItsMessage) {
    const std::string id = command_id(0x0192f0c12345, 0x3abcde, {Lane{0x54321}, 0xdeadbeef});
    EXPECT_EQ(id, "0192f0c1-2345-7cde-bab5-4321deadbeef");
    for (const auto& message : kExtremes) {
        EXPECT_EQ(message_of(command_id(1'700'000'000'000, 5, message), 5), message);
        EXPECT_FALSE(message_of(command_id(1'700'000'000'000, 5, message), 6));
    }
}

TEST(CommandId, OfAnotherMakerIsNotOurs) {
    EXPECT_FALSE(message_of("", 0));
    EXPECT_FALSE(message_of("0192f0c1-2345-4abc-8def-0123456789ab", 0xabc));
    EXPECT_FALSE(message_of("0192f0c1-2345-7abc-8xyz-0123456789ab", 0xabc));
}

TEST(Bodies, HaveExactlyTheSizeAndComeFromTheSeed) {
    Bodies bodies(7, 258);
    Bodies again(7, 258);
    Bodies other(8, 258);
    bool differs = false;
    for (int i = 0; i < 50; ++i) {
        const auto text = bodies.pick();
        ASSERT_EQ(text.size(), 258U);
        EXPECT_EQ(text.front(), ' ');
        EXPECT_EQ(text, again.pick());
        differs = differs || text != other.pick();
    }
    EXPECT_TRUE(differs);
    EXPECT_TRUE(Bodies(1, 0).pick().empty());
}

}  // namespace
}  // namespace usher::bench
