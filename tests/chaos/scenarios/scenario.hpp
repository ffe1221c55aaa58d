// What every scenario is given and gives back, and the plain table of all of them. A scenario
// breaks one thing in one way and fails its test when a guarantee does not hold.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "tests/chaos/stage/world.hpp"

namespace usher::chaos {

struct RunOptions {
    std::filesystem::path program;
    std::filesystem::path other_program;  ///< another version of it, for rolling restarts
    std::uint64_t seed = 1;
    bool long_form = false;
    double seconds = 0;  ///< 0: the scenario's own, short or long
    std::uint32_t nodes = 1;
    std::string topology = "embedded";  ///< or "redis" (one server), "sentinel", "cluster"
    std::string store_url;
    std::string
        redis_settings;     ///< further lines for a redis.conf, to see that a test would notice
    double rate_per_s = 0;  ///< 0: the scenario's own

    std::chrono::milliseconds time(double short_s, double long_s) const {
        const double chosen = seconds > 0 ? seconds : long_form ? long_s : short_s;
        return std::chrono::milliseconds(static_cast<std::int64_t>(chosen * 1000));
    }
    std::size_t count(std::size_t short_form, std::size_t long_count) const {
        return long_form ? long_count : short_form;
    }
    double rate(double standard) const { return rate_per_s > 0 ? rate_per_s : standard; }
    /// Nodes, topology, seed and program filled in.
    WorldPlan world() const;
};

/// One row of the table at the end.
class Report {
  public:
    void figure(const std::string& name, const std::string& value);
    void note(const Verdict& verdict);
    std::string text() const;

  private:
    std::vector<std::pair<std::string, std::string>> figures_;
};

struct Scenario {
    const char* name;
    const char* guarantee;
    const char* what;
    void (*run)(const RunOptions&, Report&);
    bool one_redis = false;  ///< it breaks or mounts the only server: not on other topologies
};

std::span<const Scenario> all_scenarios();

/// Drains, checks and reports; fails the test when the ledger is not clean, and then leaves the
/// ledger's files and the hubs' logs behind and names their folder.
void finish(World& world, Report& report, const char* scenario,
            std::chrono::milliseconds limit = std::chrono::seconds(30), bool lives_change = false);

/// An agent of the world, logged in over a socket of the test's own.
std::string new_ticket(World& world, std::size_t agent);

void run_g1_kills(const RunOptions& options, Report& report);
void run_g2_failpoints(const RunOptions& options, Report& report);
void run_g3_repeats(const RunOptions& options, Report& report);
void run_g4_one_conversation(const RunOptions& options, Report& report);
void run_g6_storm(const RunOptions& options, Report& report);
void run_g7_power_cuts(const RunOptions& options, Report& report);
void run_g8_redis_faults(const RunOptions& options, Report& report);
void run_g9_redis_hangs(const RunOptions& options, Report& report);
void run_g10_partition(const RunOptions& options, Report& report);
void run_g11_store_away(const RunOptions& options, Report& report);
void run_g28_rolling_restart(const RunOptions& options, Report& report);
void run_split_roles(const RunOptions& options, Report& report);
void run_g12_disk_full(const RunOptions& options, Report& report);
void run_g13_slow_consumer(const RunOptions& options, Report& report);
void run_g14_half_open(const RunOptions& options, Report& report);
void run_g15_slow_senders(const RunOptions& options, Report& report);
void run_g16_clocks(const RunOptions& options, Report& report);
void run_g17_timers(const RunOptions& options, Report& report);
void run_g5_resumes(const RunOptions& options, Report& report);
void run_g5_seam(const RunOptions& options, Report& report);
void run_g27_graceful_stop(const RunOptions& options, Report& report);
void run_g30_overload(const RunOptions& options, Report& report);
void run_g22_first_contacts(const RunOptions& options, Report& report);

}  // namespace usher::chaos
