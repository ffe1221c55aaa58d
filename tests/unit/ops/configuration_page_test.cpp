// Goal: docs/configuration.md says exactly what the program's table of keys says.
// To write it anew: USHER_UPDATE_DOCS=1 build/dev/tests/usher_unit_ops_tests
// --gtest_filter='ConfigurationPage.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "hub/ops/config_keys.hpp"
#include "hub/ops/config_text.hpp"

namespace usher::ops {
namespace {

TEST(ConfigurationPage, AgreesWithTheTable) {
    const std::string path = USHER_SOURCE_DIR "/docs/configuration.md";
    const std::string page = configuration_page();
    if (std::getenv("USHER_UPDATE_DOCS") != nullptr) std::ofstream(path) << page;
    std::ifstream in(path);
    const std::string held{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(held, page)
        << "set USHER_UPDATE_DOCS=1 and run this test again, then look at the change";
}

TEST(ConfigurationPage, NamesEveryKey) {
    const std::string page = configuration_page();
    for (const ConfigKey& key : config_keys()) {
        EXPECT_NE(page.find("| `" + std::string(key.key) + "` |"), page.npos) << key.name();
    }
}

}  // namespace
}  // namespace usher::ops
