// G7: after a power cut of every disk nothing that was acknowledged is missing, with fsync always.
#include <fmt/format.h>

#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/disk.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g7_power_cuts(const RunOptions& options, Report& report) {
    if (const auto why = why_no_mounts(); !why.empty()) GTEST_SKIP() << why;
    const test::TemporaryFolder folder;
    PowerCutDisk disk(folder.path(), 512);
    std::filesystem::create_directories(disk.path() / "redis");
    auto plan = options.world();
    plan.redis = RedisKind::external;
    plan.redis_settings += "dir " + (disk.path() / "redis").string() + "\n";
    plan.data = disk.path();
    plan.customers = 100;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& random = world.people().random();
    world.people().talk(options.rate(300));
    const auto cuts = options.count(3, 20);
    for (std::size_t cut = 0; cut < cuts; ++cut) {
        world.run_for(std::chrono::milliseconds(1'000 + random.below(1'500)));
        world.redis().pause();
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) world.node(nth).pause();
        disk.cut();
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) world.node(nth).kill();
        world.redis().kill_hard();
        disk.power_on();
        world.redis().start();
        world.redis().wait_until_ready();
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) world.node(nth).start();
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
            ASSERT_TRUE(world.wait_ready(world.node(nth), 30s)) << world.node(nth).last_words();
        }
    }
    report.figure("cuts", std::to_string(cuts));
    finish(world, report, "g7_power_cuts");
}

}  // namespace usher::chaos
