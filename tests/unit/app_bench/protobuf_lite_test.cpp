// Goal: the bench's own protobuf reads and writes what protobuf does, and survives what is none.
#include "hub/app/bench/protobuf_lite.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app_bench/hex.hpp"

namespace usher::bench {
namespace {

TEST(ProtoWriter, WritesTheExamplesOfTheEncodingPage) {
    std::string out;
    ProtoWriter(out).number(1, 150);
    EXPECT_EQ(out, from_hex("089601"));
    out.clear();
    ProtoWriter(out).bytes(2, "testing");
    EXPECT_EQ(out, from_hex("120774657374696e67"));
    out.clear();
    ProtoWriter(out).number(300, ~0ULL).bytes(4, "");
    EXPECT_EQ(out, from_hex("e012ffffffffffffffffff012200"));
}

TEST(ProtoReader, ReadsBackWhatWasWrittenInOrder) {
    const std::string text(1000, 'x');
    std::string out;
    ProtoWriter(out).number(1, 0).bytes(2, text).number(3, 1ULL << 63);
    ProtoReader reader(out);
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.field(), 1U);
    EXPECT_EQ(reader.number(), 0U);
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.bytes(), text);
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.number(), 1ULL << 63);
    EXPECT_TRUE(reader.bytes().empty());
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.malformed());
}

TEST(ProtoReader, SkipsFixedWidthNumbers) {
    const std::string bytes = from_hex(
        "090102030405060708"
        "1501020304"
        "1807");
    ProtoReader reader(bytes);
    ASSERT_TRUE(reader.next());
    ASSERT_TRUE(reader.next());
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.field(), 3U);
    EXPECT_EQ(reader.number(), 7U);
}

TEST(ProtoReader, RefusesWhatIsCutOffOrNoProtobuf) {
    for (const char* hex : {"08", "0896", "1207746573", "0901", "0b0c", "00",
                            "ffffffffffffffffffff01", "12ffffffffffffffffff01"}) {
        const std::string bytes = from_hex(hex);
        ProtoReader reader(bytes);
        EXPECT_FALSE(reader.next()) << hex;
        EXPECT_TRUE(reader.malformed()) << hex;
    }
}

}  // namespace
}  // namespace usher::bench
