// Goal: an id that one of our clients made tells when it was made; any other text tells nothing.
#include "hub/base/uuid.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

TEST(Uuid, TellsTheMillisecondItWasMadeIn) {
    // The example of RFC 9562, A.6: 22 February 2022, 19:22:22 UTC.
    EXPECT_EQ(uuid_v7_time("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), from_ms(0x017F22E279B0));
    const Entropy entropy{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4, 5, 6};
    const auto text = uuid_v7(from_ms(1'790'000'000'123), entropy);
    EXPECT_EQ(text, "01a0c450-6c7b-7fff-bfff-010203040506");
    EXPECT_EQ(uuid_v7_time(text), from_ms(1'790'000'000'123));
}

TEST(Uuid, OtherTextsHaveNoTime) {
    for (const char* text : {"", "id-1", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",  // version 4
                             "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",              // another variant
                             "017f22e2-79b0-7cc3-98c4-dc0c0c07398",               // too short
                             "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",             // too long
                             "017f22e2x79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c0739-f"}) {
        EXPECT_EQ(uuid_v7_time(text), std::nullopt) << text;
    }
}

TEST(Uuid, AndAnIdHoldTheSame) {
    const std::string text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
    const auto bits = uuid_v7_bits(text);
    ASSERT_TRUE(bits);
    EXPECT_EQ(*bits, (Bits128{0x017f22e279b07cc3, 0x98c4dc0c0c07398f}));
    EXPECT_EQ(uuid_text(*bits), text);
    EXPECT_EQ(QueueId(*bits).made(), uuid_v7_time(text));
    EXPECT_FALSE(uuid_v7_bits("017f22e2-79b0-4cc3-98c4-dc0c0c07398f"));
}

}  // namespace
}  // namespace usher
