#include "tests/chaos/scenarios/scenario.hpp"

#include <fmt/format.h>

#include <array>
#include <iostream>

namespace usher::chaos {
namespace {

constexpr std::array kScenarios{
    Scenario{"g1_kills", "G1", "SIGKILL of a hub every 1 to 3 s under load", run_g1_kills},
};

void leave_behind(World& world, const char* scenario) {
    const auto kept = std::filesystem::temp_directory_path() /
                      fmt::format("usher-chaos-{}-{}", scenario, world.plan().seed);
    std::error_code ignored;
    std::filesystem::remove_all(kept, ignored);
    world.ledger().write(kept);
    for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
        std::filesystem::copy_file(world.node(nth).plan().folder / "hub.log",
                                   kept / fmt::format("hub{}.log", nth + 1), ignored);
    }
    std::cout << "ledger and logs are kept in " << kept.string() << '\n';
}

}  // namespace

std::span<const Scenario> all_scenarios() {
    return kScenarios;
}

WorldPlan RunOptions::world() const {
    WorldPlan plan;
    plan.program = program;
    plan.seed = seed;
    plan.nodes = nodes;
    plan.redis = topology == "redis" || nodes > 1 ? RedisKind::external : RedisKind::embedded;
    plan.store_url = store_url;
    return plan;
}

void Report::figure(const std::string& name, const std::string& value) {
    figures_.emplace_back(name, value);
}

void Report::note(const Verdict& verdict) {
    figure("acknowledged", fmt::format("{} of {}", verdict.acked, verdict.sent));
    figure("attempts", std::to_string(verdict.attempts));
    figure("deliveries", std::to_string(verdict.deliveries));
    figure("faults", std::to_string(verdict.faults_in_all));
}

std::string Report::text() const {
    std::string out;
    for (const auto& [name, value] : figures_) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, value);
    }
    return out;
}

void finish(World& world, Report& report, const char* scenario, std::chrono::milliseconds limit) {
    const bool drained = world.drain(limit);
    EXPECT_TRUE(drained) << world.trouble << '\n' << world.node().last_words();
    const auto verdict = world.check_ledger({.receivers_are_at_the_end = drained});
    report.note(verdict);
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_GT(verdict.stored, 0U);
    if (::testing::Test::HasFailure()) leave_behind(world, scenario);
}

}  // namespace usher::chaos
