// Goal: text is judged, trimmed and cut as people see it, never inside a character.
#include "hub/base/utf8.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

TEST(Utf8, AcceptsWhatRfc3629Allows) {
    for (const char* text : {"", "plain ascii that is longer than eight", "Grüße", "日本語", "🙂", "a\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
}

TEST(Utf8, RefusesWhatItForbidsWhereverItStands) {
    const std::string bad[] = {"\x80",         "\xc0\xaf",         "\xe0\x9f\xbf", "\xed\xa0\x80",
                               "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe3\x81",
                               "\xff"};
    for (const auto& bytes : bad) {
        for (std::size_t before = 0; before < 20; ++before) {
            EXPECT_FALSE(is_utf8(std::string(before, 'x') + bytes)) << before;
            EXPECT_FALSE(is_utf8(std::string(before, 'x') + bytes + "yyyyyyyyyyyy")) << before;
        }
    }
}

TEST(Utf8, TrimsEveryKindOfSpace) {
    EXPECT_EQ(trimmed(" \t\n hello \r\n"), "hello");
    EXPECT_EQ(trimmed("\xc2\xa0\xe3\x80\x80hi\xc2\xa0"), "hi");
    EXPECT_EQ(trimmed("  \xc2\xa0 "), "");
}

TEST(Utf8, CutsBetweenCharacters) {
    EXPECT_EQ(cut("Grüße", 3), "Gr");
    EXPECT_EQ(cut("Grüße", 4), "Grü");
    EXPECT_EQ(cut("🙂🙂", 7), "🙂");
    EXPECT_EQ(cut("short", 99), "short");
}

TEST(Utf8, MakesOneLine) {
    EXPECT_EQ(single_line("  one\n\ttwo   three\x01" "four ", 100), "one two three four");
    EXPECT_EQ(single_line("aaaa bbbb", 6), "aaaa b");
    EXPECT_EQ(single_line(std::string(500, 'x'), 160), std::string(160, 'x'));
    EXPECT_EQ(single_line("ü ü ü ü", 4), "ü ");
    EXPECT_EQ(single_line("\n\n", 10), "");
}

}  // namespace
}  // namespace usher
