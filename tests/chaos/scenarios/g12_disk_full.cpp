// G12: while the disk is full people are refused with a reason; what was acknowledged is kept, and
// the hub goes on by itself once there is room.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/disk.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g12_disk_full(const RunOptions& options, Report& report) {
    if (const auto why = why_no_mounts(); !why.empty()) GTEST_SKIP() << why;
    const test::TemporaryFolder folder;
    SmallDisk disk(folder.path(), 48);
    auto plan = options.world();
    plan.redis = RedisKind::embedded;
    plan.data = disk.path();
    plan.customers = 50;
    plan.agents = 4;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(100));
    const auto pid = world.node().pid();
    for (std::size_t round = 0; round < options.count(2, 6); ++round) {
        world.run_for(2s);
        auto& stats = people.stats();
        stats.longest_answer_ms = 0;
        const auto refused_before = stats.refusals["unavailable"];
        // All of it, or so much that a few more writes succeed.
        disk.fill(round % 2 == 0 ? 0 : 64);
        world.run_for(options.time(6, 30));
        const auto refused = stats.refusals["unavailable"] - refused_before;
        const auto longest = stats.longest_answer_ms;
        disk.make_room();
        const auto room = bench::monotonic_ns();
        const auto acked_since = [&] {
            const auto& all = world.ledger().attempts;
            for (auto it = all.rbegin(); it != all.rend() && it->sent_ns >= room; ++it) {
                if (it->outcome == Outcome::acked) return true;
            }
            return false;
        };
        EXPECT_TRUE(world.run_until(acked_since, 20s)) << "it does not go on by itself";
        const auto took = (bench::monotonic_ns() - room) / bench::kNsPerMs;
        report.figure("round", fmt::format("refused {}, longest answer {} ms, back after {} ms",
                                           refused, longest, took));
        EXPECT_GT(refused, 0U) << "the disk was not full enough";
        EXPECT_LE(longest, 6'000);
    }
    EXPECT_TRUE(world.node().running() && world.node().pid() == pid) << "the hub ended";
    finish(world, report, "g12_disk_full", 40s);
}

}  // namespace usher::chaos
