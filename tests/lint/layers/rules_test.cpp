// Goal: each lint rule catches a planted offender and leaves its innocent neighbour alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lint/layers/form_rules.hpp"
#include "tests/lint/layers/layer_rules.hpp"

namespace usher::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

SourceFile file(std::string path, std::string text) {
    return {std::move(path), std::move(text)};
}

TEST(LayerRules, RoomsAreTakenFromPaths) {
    EXPECT_EQ(room_of("hub/core/model/event.hpp"), "core");
    EXPECT_EQ(room_of("channels/webchat/logic.cpp"), "channels/webchat");
    EXPECT_EQ(room_of("tests/unit/core/x_test.cpp"), "");
    EXPECT_EQ(room_of("hub/CMakeLists.txt"), "");
    EXPECT_EQ(room_of("vector"), "");
}

TEST(LayerRules, IncludingUpwardsIsAnOffence) {
    EXPECT_THAT(check_layers({file("hub/core/a.cpp", "#include \"hub/net/loop.hpp\"\n")}),
                ElementsAre("hub/core/a.cpp:1: core must not include net"));
    EXPECT_THAT(check_layers({file("hub/net/a.cpp", "\n  #  include \"hub/gateway/x.hpp\"\n")}),
                ElementsAre("hub/net/a.cpp:2: net must not include gateway"));
    EXPECT_THAT(check_layers({file("hub/store/a.cpp", "#include <hub/log/streams.hpp>\n")}),
                SizeIs(1));
    EXPECT_THAT(check_layers({file("hub/base/a.hpp", "#include \"hub/ops/log.hpp\"\n")}),
                SizeIs(1));
    EXPECT_THAT(check_layers({file("hub/wire/a.cpp", "#include \"channels/webchat/a.hpp\"\n")}),
                SizeIs(1));
}

TEST(LayerRules, IncludingDownwardsAndWithinIsFine) {
    EXPECT_THAT(
        check_layers({
            file("hub/gateway/a.cpp",
                 "#include \"channels/webchat/a.hpp\"\n"
                 "#include \"hub/engine/engine.hpp\"\n#include <vector>\n"),
            file("hub/log/a.cpp", "#include \"hub/net/loop.hpp\"\n#include \"hub/log/b.hpp\"\n"),
            file("channels/webchat/a.cpp",
                 "#include \"channels/sdk/channel.hpp\"\n"
                 "#include \"channels/webchat/a.hpp\"\n"),
            file("channels/email/driver.cpp", "#include \"hub/net/loop.hpp\"\n"),
            file("hub/app/a.cpp", "#include \"hub/store/store.hpp\"\n"),
            file("tests/unit/a_test.cpp", "#include \"hub/store/store.hpp\"\n"),
        }),
        IsEmpty());
}

TEST(LayerRules, SpecialCases) {
    EXPECT_THAT(check_layers({file("hub/log/a.cpp", "#include \"hub/net/http_server.hpp\"\n")}),
                SizeIs(1));
    EXPECT_THAT(check_layers({file("channels/web/a.cpp", "#include \"channels/mail/a.hpp\"\n")}),
                SizeIs(1));
    EXPECT_THAT(check_layers({file("channels/web/a.cpp", "#include \"hub/net/loop.hpp\"\n")}),
                SizeIs(1));
    EXPECT_THAT(check_layers({file("hub/stuff/a.cpp", "")}), SizeIs(1));
    EXPECT_THAT(check_layers({file("hub/core/a.cpp", "#include \"../base/id.hpp\"\n")}), SizeIs(1));
    EXPECT_THAT(check_layers({file("hub/core/a.cpp", "#include \"tests/support/x.hpp\"\n")}),
                SizeIs(1));
}

TEST(PurityRules, TheWorldIsKeptOut) {
    for (const char* text :
         {"#include <boost/asio/io_context.hpp>\n", "#include <boost/beast.hpp>\n",
          "#include <hiredis/hiredis.h>\n", "#include <thread>\n", "#include <mutex>\n",
          "#include <random>\n", "#include <atomic>\n", "#include <spdlog/spdlog.h>\n",
          "auto t = std::chrono::system_clock::now();\n", "auto t = Clock::now();\n",
          "using C = std::chrono::steady_clock;\n", "int x = rand();\n", "std::random_device d;\n",
          "std::cerr << 1;\n", "auto e = getenv(name);\n", "auto t = time(nullptr);\n"}) {
        EXPECT_THAT(check_purity({file("hub/core/a.cpp", text)}), ::testing::Not(IsEmpty()))
            << text;
        EXPECT_THAT(check_purity({file("hub/engine/a.cpp", text)}), ::testing::Not(IsEmpty()))
            << text;
        EXPECT_THAT(check_purity({file("channels/webchat/logic.cpp", text)}),
                    ::testing::Not(IsEmpty()))
            << text;
        EXPECT_THAT(check_purity({file("channels/webchat/driver.cpp", text)}), IsEmpty()) << text;
        EXPECT_THAT(check_purity({file("hub/net/a.cpp", text)}), IsEmpty()) << text;
    }
}

TEST(PurityRules, WordsInCommentsTextsAndOtherNamesAreFine) {
    EXPECT_THAT(
        check_purity({file("hub/core/a.cpp",
                           "// std::chrono::system_clock::now() is read by the caller\n"
                           "/* random_device\n rand() */ int a = 1'000'000;\n"
                           "auto s = \"steady_clock::now()\"; char c = '\"';\n"
                           "auto r = R\"(getenv)\"; Timestamp now; f(now); operand(1); now();\n"
                           "#include <vector>\n#include <chrono>\n")}),
        IsEmpty());
}

TEST(ProtobufRule, GeneratedHeadersStayInWire) {
    const char* text = "#include \"usher/v1/event.pb.h\"\n";
    EXPECT_THAT(check_protobuf({file("hub/gateway/a.cpp", text)}), SizeIs(1));
    EXPECT_THAT(check_protobuf({file("hub/core/a.hpp", text)}), SizeIs(1));
    EXPECT_THAT(check_protobuf({file("hub/wire/a.cpp", text), file("tests/wire/a_test.cpp", text)}),
                IsEmpty());
}

TEST(HeavyHeaderRule, PrivateHeadersAreNotUsedElsewhere) {
    const auto own = file("hub/net/session.hpp", "#include <boost/beast/core.hpp>\n");
    const auto outer = file("hub/net/outer.hpp", "#include \"hub/net/session.hpp\"\n");
    EXPECT_THAT(
        check_heavy_headers({own, file("hub/net/a.cpp", "#include \"hub/net/session.hpp\"\n")}),
        IsEmpty());
    EXPECT_THAT(
        check_heavy_headers({own, file("hub/gateway/a.cpp", "#include \"hub/net/session.hpp\"\n")}),
        ElementsAre(HasSubstr("hub/gateway/a.cpp:1: hub/net/session.hpp brings in")));
    EXPECT_THAT(check_heavy_headers(
                    {own, outer, file("hub/gateway/a.cpp", "#include \"hub/net/outer.hpp\"\n")}),
                ElementsAre(HasSubstr("outer.hpp")));
}

TEST(FormRules, Size) {
    std::string text;
    for (std::size_t i = 0; i < kLinesMax; ++i) text += "x\n";
    EXPECT_THAT(check_size({file("hub/core/a.cpp", text)}), IsEmpty());
    for (const char* path :
         {"hub/core/a.cpp", "web-widget/a.ts", "web-widget/a.svelte", "tests/a.hpp"}) {
        EXPECT_THAT(check_size({file(path, text + "x\n")}), SizeIs(1)) << path;
    }
    EXPECT_THAT(check_size({file("docs/a.md", text + "x\n")}), IsEmpty());
}

TEST(FormRules, Names) {
    for (const char* path : {"hub/core/util.hpp", "hub/net/http_helpers.cpp", "hub/common/a.hpp",
                             "web-widget/client/src/SessionManager.ts", "tests/support/misc.cpp"}) {
        EXPECT_THAT(check_names({file(path, "")}), SizeIs(1)) << path;
    }
    for (const char* path :
         {"hub/core/utility_bill.hpp", "hub/core/commonwealth.cpp", "hub/base/id.hpp"}) {
        EXPECT_THAT(check_names({file(path, "")}), IsEmpty()) << path;
    }
}

TEST(FormRules, TestsOpenWithTheirGoal) {
    EXPECT_THAT(check_test_goals({file("tests/unit/a_test.cpp", "#include <x>\n// Goal: late.\n")}),
                SizeIs(1));
    EXPECT_THAT(check_test_goals({file("tests/unit/a_test.cpp", "// a_test.cpp\n")}), SizeIs(1));
    EXPECT_THAT(check_test_goals({file("web-widget/client/a.test.ts", "import x\n")}), SizeIs(1));
    EXPECT_THAT(
        check_test_goals({
            file("tests/unit/a_test.cpp", "// Goal: ids survive being written.\n#include <x>\n"),
            file("web-widget/client/a.test.ts", "/** Goal: nothing is ever sent twice. */\n"),
            file("tests/support/redis.cpp", "#include <x>\n"),
        }),
        IsEmpty());
}

TEST(FormRules, HeadersOpenWithWhatTheyAre) {
    EXPECT_THAT(check_header_comments(
                    {file("hub/base/a.hpp", "#pragma once\n// A thing for that and this.\n")}),
                ::testing::Not(IsEmpty()));
    EXPECT_THAT(check_header_comments(
                    {file("hub/base/a.hpp", "// A thing for that and this.\n#include <x>\n")}),
                ElementsAre(HasSubstr("#pragma once")));
    EXPECT_THAT(check_header_comments(
                    {file("hub/base/a.hpp", "// A thing for that and this.\n#pragma once\n"),
                     file("hub/base/a.cpp", "#include <x>\n")}),
                IsEmpty());
}

}  // namespace
}  // namespace usher::lint
