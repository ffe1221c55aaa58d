// Goal: this tree keeps the rules of the house: layers, purity, sizes, names, opening sentences.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lint/layers/form_rules.hpp"
#include "tests/lint/layers/layer_rules.hpp"

namespace usher::lint {
namespace {

using ::testing::IsEmpty;

const std::vector<SourceFile>& cpp_files() {
    static const auto files = read_tree(USHER_SOURCE_DIR, {"hub", "channels"}, {".cpp", ".hpp"});
    return files;
}

const std::vector<SourceFile>& all_files() {
    static const auto files = read_tree(
        USHER_SOURCE_DIR, {"hub", "channels", "tests", "web-widget", "deploy", "proto"},
        {".cpp", ".hpp", ".ts", ".svelte", ".proto", ".js", ".mjs", ".css", ".sh", ".py"});
    return files;
}

std::string listed(const Offences& offences) {
    std::string out;
    for (const auto& offence : offences) out += offence + '\n';
    return out;
}

#define EXPECT_CLEAN(offences)                                                         \
    do {                                                                               \
        const Offences found = (offences);                                             \
        EXPECT_TRUE(found.empty()) << found.size() << " offences:\n" << listed(found); \
    } while (false)

TEST(Tree, WasFound) {
    EXPECT_GT(cpp_files().size(), 30U);
    EXPECT_GT(all_files().size(), cpp_files().size());
}
TEST(Tree, RoomsIncludeOnlyLowerLayers) {
    EXPECT_CLEAN(check_layers(cpp_files()));
}
TEST(Tree, CoreEngineAndChannelLogicArePure) {
    EXPECT_CLEAN(check_purity(cpp_files()));
}
TEST(Tree, ProtobufStaysInWire) {
    EXPECT_CLEAN(check_protobuf(cpp_files()));
}
TEST(Tree, HeavyLibrariesStayInTheirRoom) {
    EXPECT_CLEAN(check_heavy_headers(cpp_files()));
}
TEST(Tree, FilesAreSmall) {
    EXPECT_CLEAN(check_size(all_files()));
}
TEST(Tree, NamesSaySomething) {
    EXPECT_CLEAN(check_names(all_files()));
}
TEST(Tree, TestsOpenWithTheirGoal) {
    EXPECT_CLEAN(check_test_goals(all_files()));
}
TEST(Tree, HeadersOpenWithWhatTheyAre) {
    EXPECT_CLEAN(check_header_comments(all_files()));
}

}  // namespace
}  // namespace usher::lint
