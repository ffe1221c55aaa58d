#include "tests/chaos/scenarios/scenario.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <iostream>

#include "hub/app/bench/demo_file.hpp"

namespace usher::chaos {
namespace {

constexpr std::array kScenarios{
    Scenario{"g1_kills", "G1", "SIGKILL of a hub every 1 to 3 s under load", run_g1_kills},
    Scenario{"g2_failpoints", "G2", "killed, failing, stalled at every named place of the program",
             run_g2_failpoints, true},
    Scenario{"g3_repeats", "G3", "the same id 1, 2 and 50 times, over lines, hubs and restarts",
             run_g3_repeats},
    Scenario{"g4_one_conversation", "G4", "50 clients number their messages in one conversation",
             run_g4_one_conversation},
    Scenario{"g5_resumes", "G5", "random disconnections of every kind, messages flowing",
             run_g5_resumes},
    Scenario{"g5_seam", "G5", "resumes over a long absence while a thousand messages arrive",
             run_g5_seam},
    Scenario{"g6_storm", "G6", "2,000 sockets lost at once come back", run_g6_storm},
    Scenario{"g7_power_cuts", "G7", "power cuts of all disks, by images of them", run_g7_power_cuts,
             true},
    Scenario{"g8_redis_faults", "G8", "Redis shut down, killed, sleeping, out of memory",
             run_g8_redis_faults, true},
    Scenario{"g9_redis_hangs", "G9", "Redis hangs (SIGSTOP) and goes on", run_g9_redis_hangs, true},
    Scenario{"g10_partition", "G10", "a Sentinel primary behind a packet filter, then healed",
             run_g10_partition},
    Scenario{"g11_store_away", "G11", "SQLite locked; PostgreSQL hanging, stopped, cut off",
             run_g11_store_away},
    Scenario{"g12_disk_full", "G12", "the disk of Redis and history is full, then has room again",
             run_g12_disk_full, true},
    Scenario{"g13_slow_consumer", "G13", "a console that does not read", run_g13_slow_consumer},
    Scenario{"g14_half_open", "G14", "sockets whose network is silent both ways",
             run_g14_half_open},
    Scenario{"g15_slow_senders", "G15", "handshakes, bodies and frames that never end",
             run_g15_slow_senders},
    Scenario{"g16_clocks", "G16", "clocks of hubs jump an hour and stand apart", run_g16_clocks},
    Scenario{"g17_timers", "G17", "500 SLA clocks due at once while hubs are killed",
             run_g17_timers},
    Scenario{"g22_first_contacts", "G22", "new contacts write three things at once from two tabs",
             run_g22_first_contacts},
    Scenario{"g27_graceful_stop", "G27", "SIGTERM under load", run_g27_graceful_stop},
    Scenario{"g28_rolling_restart", "G28", "three hubs replaced one after the other under load",
             run_g28_rolling_restart},
    Scenario{"g30_overload", "G30", "five times as much is said as the hub can take",
             run_g30_overload},
    Scenario{"split_roles", "G1", "a gateway, an engine and both; who decides is killed",
             run_split_roles},
};

void leave_behind(World& world, const char* scenario) {
    const auto kept = std::filesystem::temp_directory_path() /
                      fmt::format("usher-chaos-{}-{}-{}", scenario, world.plan().seed, ::getpid());
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
    plan.redis = topology == "sentinel"             ? RedisKind::sentinel
                 : topology == "cluster"            ? RedisKind::cluster
                 : topology == "redis" || nodes > 1 ? RedisKind::external
                                                    : RedisKind::embedded;
    plan.store_url = store_url;
    plan.redis_settings = redis_settings;
    return plan;
}

void Report::figure(const std::string& name, const std::string& value) {
    figures_.emplace_back(name, value);
}

void Report::note(const Verdict& verdict) {
    figure("acknowledged", fmt::format("{} of {}", verdict.acked, verdict.sent));
    figure("attempts", std::to_string(verdict.attempts));
    if (verdict.late != 0)
        figure("refused as unavailable yet stored", std::to_string(verdict.late));
    if (verdict.renumbered != 0)
        figure("stored under another number in a later life", std::to_string(verdict.renumbered));
    if (verdict.reordered != 0)
        figure("behind a later one of the sender by it", std::to_string(verdict.reordered));
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

std::string new_ticket(World& world, std::size_t agent) {
    const auto url = fmt::format("http://127.0.0.1:{}", world.node().port());
    const auto login = bench::log_in(
        bench::parse_origin(url).value(),
        {.email = fmt::format("agent{}@chaos.example", agent + 1), .password = kAgentPassword});
    if (!login) throw std::runtime_error(login.error().text);
    return login->ticket;
}

void finish(World& world, Report& report, const char* scenario, std::chrono::milliseconds limit,
            bool lives_change) {
    const bool drained = world.drain(limit);
    EXPECT_TRUE(drained) << world.trouble << '\n' << world.node().last_words();
    const auto verdict =
        world.check_ledger({.receivers_are_at_the_end = drained, .lives_change = lives_change});
    report.note(verdict);
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_GT(verdict.stored, 0U);
    if (::testing::Test::HasFailure()) leave_behind(world, scenario);
}

}  // namespace usher::chaos
