// usher_chaos: runs scenarios against real processes and prints what held. Each scenario is a
// GoogleTest of its own; see --help.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <iostream>
#include <map>

#include "tests/chaos/scenarios/scenario.hpp"

namespace {

using namespace usher::chaos;

constexpr const char* kHelp =
    "usher_chaos [--scenario NAME|all] [--seed N] [--long] [--seconds S] [--rate N]\n"
    "            [--nodes N] [--topology embedded|redis|sentinel|cluster]\n"
    "            [--store postgres|URL] [--redis LINE]\n"
    "            [--program PATH] [--other-program PATH] [--list]\n";

struct Row {
    const Scenario* scenario;
    Report report;
    double seconds = 0;
    bool passed = false;
    bool skipped = false;
};

std::vector<Row>& rows() {
    static std::vector<Row> all;
    return all;
}

class ScenarioTest : public ::testing::Test {
  public:
    ScenarioTest(const Scenario& scenario, RunOptions options)
        : scenario_(scenario), options_(std::move(options)) {}
    void TestBody() override {
        const auto began = std::chrono::steady_clock::now();
        std::cout << fmt::format("{} {}: {}; seed {}{}\n", scenario_.guarantee, scenario_.name,
                                 scenario_.what, options_.seed,
                                 options_.long_form ? ", long form" : "")
                  << std::flush;
        rows().push_back({.scenario = &scenario_, .report = {}});
        const bool many = options_.topology == "sentinel" || options_.topology == "cluster";
        try {
            if (scenario_.one_redis && many) GTEST_SKIP() << "it needs the only Redis there is";
            scenario_.run(options_, rows().back().report);
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
        auto& row = rows().back();
        row.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        row.passed = !HasFailure();
        row.skipped = IsSkipped();
    }

  private:
    const Scenario& scenario_;
    RunOptions options_;
};

void print_table() {
    std::cout << "\nguarantee  scenario                  result   time  figures\n";
    for (const auto& row : rows()) {
        std::cout << fmt::format("{:<9}  {:<24}  {:<7} {:>4.0f} s  {}\n", row.scenario->guarantee,
                                 row.scenario->name,
                                 row.skipped  ? "skipped"
                                 : row.passed ? "held"
                                              : "BROKEN",
                                 row.seconds, row.report.text());
    }
    std::cout << std::flush;
}

/// False after complaining.
bool read_options(int argc, char** argv, RunOptions& options, std::string& only) {
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const auto value = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
        if (name == "--scenario") {
            only = value();
        } else if (name == "--seed") {
            options.seed = std::strtoull(value().c_str(), nullptr, 10);
        } else if (name == "--seconds") {
            options.seconds = std::strtod(value().c_str(), nullptr);
        } else if (name == "--rate") {
            options.rate_per_s = std::strtod(value().c_str(), nullptr);
        } else if (name == "--nodes") {
            options.nodes = static_cast<std::uint32_t>(std::strtoul(value().c_str(), nullptr, 10));
        } else if (name == "--topology") {
            options.topology = value();
        } else if (name == "--store") {
            options.store_url = value();
        } else if (name == "--redis") {
            options.redis_settings += value() + "\n";
        } else if (name == "--program") {
            options.program = value();
        } else if (name == "--other-program") {
            options.other_program = value();
        } else if (name == "--long") {
            options.long_form = true;
        } else {
            std::cerr << kHelp;
            return false;
        }
    }
    const auto known = std::to_array<std::string>({"embedded", "redis", "sentinel", "cluster"});
    const bool good =
        options.nodes > 0 && std::ranges::find(known, options.topology) != known.end();
    if (!good) std::cerr << kHelp;
    return good;
}

}  // namespace

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    if (argc == 2 && std::strcmp(argv[1], "--list") == 0) {
        for (const auto& it : all_scenarios()) {
            std::cout << fmt::format("{:<24}  {:<4}  {}\n", it.name, it.guarantee, it.what);
        }
        return 0;
    }
    RunOptions options;
    options.program = USHER_PROGRAM;
    std::string only = "all";
    if (!read_options(argc, argv, options, only)) return 2;
    std::size_t chosen = 0;
    for (const auto& scenario : all_scenarios()) {
        if (only != "all" && only != scenario.name) continue;
        ++chosen;
        ::testing::RegisterTest("Chaos", scenario.name, nullptr, nullptr, __FILE__, __LINE__,
                                [&scenario, options]() -> ScenarioTest* {
                                    return new ScenarioTest(scenario, options);
                                });
    }
    if (chosen == 0) {
        std::cerr << "usher_chaos: no scenario is called " << only << "; --list names them\n";
        return 2;
    }
    const int status = RUN_ALL_TESTS();
    print_table();
    const bool skipped = rows().size() == 1 && rows().front().skipped;
    return status == 0 && skipped ? 77 : status;
}
