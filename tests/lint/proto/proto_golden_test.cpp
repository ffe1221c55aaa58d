// Goal: nothing that was ever written or sent in the protocol changes its meaning, and additions
// are seen. After an addition run tests/golden/proto/update and commit the change of usher_v1.txt
// with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "tests/lint/proto/schema_text.hpp"

namespace usher::lint {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string kGolden = USHER_SOURCE_DIR "/tests/golden/proto/usher_v1.txt";

SchemaLines read_golden() {
    SchemaLines lines;
    std::ifstream in(kGolden);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    std::ranges::sort(lines);
    return lines;
}

TEST(ProtoGolden, TheSchemaIsTheOneOnRecord) {
    const Schema now = read_schema(USHER_SOURCE_DIR "/proto");
    ASSERT_THAT(now.errors, IsEmpty());
    ASSERT_FALSE(now.lines.empty());
    const auto golden = read_golden();
    ASSERT_THAT(breaking_changes(golden, now.lines), IsEmpty());
    if (getenv("USHER_UPDATE_GOLDEN") != nullptr) {
        std::ofstream out(kGolden);
        for (const auto& line : now.lines) out << line << '\n';
        return;
    }
    EXPECT_THAT(additions(golden, now.lines), IsEmpty())
        << "run tests/golden/proto/update and commit the result";
}

/// Schemas written by hand, parsed as the real one is.
class PlantedSchema : public ::testing::Test {
  protected:
    void SetUp() override {
        char name[] = "/tmp/usher-proto-XXXXXX";
        root_ = mkdtemp(name);
        std::filesystem::create_directories(root_ / "usher" / "v1");
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    SchemaLines schema(const std::string& body) {
        std::ofstream(root_ / "usher/v1/a.proto") << "syntax = \"proto3\";\npackage usher.v1;\n"
                                                  << body;
        const Schema read = read_schema(root_);
        EXPECT_THAT(read.errors, IsEmpty());
        return read.lines;
    }
    std::vector<std::string> changes(const std::string& before, const std::string& after) {
        const auto first = schema(before);
        return breaking_changes(first, schema(after));
    }

    std::filesystem::path root_;
    const std::string kBase =
        "message A { string x = 1; repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } "
        "message B {} "
        "enum E { Z = 0; Y = 1; }";
};

TEST_F(PlantedSchema, IsWrittenAsLines) {
    EXPECT_THAT(schema(kBase),
                UnorderedElementsAre("usher.v1.A message", "usher.v1.A.x = 1 string singular",
                                     "usher.v1.A.b = 2 usher.v1.B repeated",
                                     "usher.v1.A.d = 3 int64 singular in c",
                                     "usher.v1.A reserved 9", "usher.v1.B message",
                                     "usher.v1.E.Z = 0 value", "usher.v1.E.Y = 1 value"));
}

TEST_F(PlantedSchema, AdditionsBreakNothingAndAreListed) {
    const std::string more =
        "message A { string x = 1; repeated B b = 2; oneof c { int64 d = 3; } int32 n = 4; "
        "reserved 9; } "
        "message B {} message N {} enum E { Z = 0; Y = 1; W = 2; }";
    EXPECT_THAT(changes(kBase, more), IsEmpty());
    EXPECT_THAT(additions(schema(kBase), schema(more)),
                ElementsAre("usher.v1.A.n = 4 int32 singular", "usher.v1.E.W = 2 value",
                            "usher.v1.N message"));
}

TEST_F(PlantedSchema, EveryBreakIsCaught) {
    struct Case {
        const char* after;
        const char* found;
    };
    for (const auto& [after, found] : std::initializer_list<Case>{
             {"message A { repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } message B {} "
              "enum E { Z = 0; Y = 1; }",
              "removed: usher.v1.A.x"},
             {"message A { string x = 5; repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } "
              "message B {} enum E { Z = 0; Y = 1; }",
              "changed: usher.v1.A.x"},
             {"message A { bytes x = 1; repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } "
              "message B {} enum E { Z = 0; Y = 1; }",
              "changed: usher.v1.A.x"},
             {"message A { repeated string x = 1; repeated B b = 2; oneof c { int64 d = 3; } "
              "reserved 9; } message B {} enum E { Z = 0; Y = 1; }",
              "changed: usher.v1.A.x"},
             {"message A { string renamed = 1; repeated B b = 2; oneof c { int64 d = 3; } reserved "
              "9; } message B {} enum E { Z = 0; Y = 1; }",
              "number used again: usher.v1.A.renamed"},
             {"message A { string x = 1; repeated B b = 2; int64 d = 3; reserved 9; } message B {} "
              "enum E { Z = 0; Y = 1; }",
              "changed: usher.v1.A.d"},
             {"message A { string x = 1; repeated B b = 2; oneof c { int64 d = 3; } int32 n = 9; } "
              "message B {} enum E { Z = 0; Y = 1; }",
              "no longer reserved: usher.v1.A reserved 9"},
             {"message A { string x = 1; oneof c { int64 d = 3; } reserved 9; } enum E { Z = 0; Y "
              "= 1; }",
              "removed: usher.v1.B message"},
             {"message A { string x = 1; repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } "
              "message B {} enum E { Z = 0; Y = 2; }",
              "changed: usher.v1.E.Y"},
             {"message A { string x = 1; repeated B b = 2; oneof c { int64 d = 3; } reserved 9; } "
              "message B {} enum E { Z = 0; V = 1; }",
              "number used again: usher.v1.E.V"}}) {
        EXPECT_THAT(changes(kBase, after), Contains(HasSubstr(found))) << after;
    }
}

}  // namespace
}  // namespace usher::lint
