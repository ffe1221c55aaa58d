// G6: when two thousand sockets are lost at once, all are live again within 15 s, and nobody else
// notices much.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g6_storm(const RunOptions& options, Report& report) {
    constexpr std::size_t kLost = 2'000;
    constexpr std::size_t kOthers = 50;
    auto plan = options.world();
    plan.customers = kLost + kOthers;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(100));
    for (std::size_t storm = 0; storm < options.count(1, 5); ++storm) {
        world.run_for(3s);
        const auto rss = world.node().rss_bytes();
        const auto began = bench::monotonic_ns();
        for (std::size_t nth = 0; nth < kLost; ++nth) people.customers()[nth]->lose_line(true);
        auto peak = rss;
        const bool back = world.run_until(
            [&] {
                peak = std::max(peak, world.node().rss_bytes());
                return people.all_live();
            },
            30s);
        const auto took = (bench::monotonic_ns() - began) / bench::kNsPerMs;
        EXPECT_TRUE(back) << people.live() << " of " << plan.customers << " are live after 30 s";
        EXPECT_LE(took, 15'000);
        EXPECT_LT(peak, 2 * rss) << "memory of the hub during the storm";
        const auto p99 = world.answer_ms(99, began, bench::monotonic_ns());
        EXPECT_LT(p99, 2'000) << "the others' time to an answer meanwhile";
        report.figure("all live after ms", std::to_string(took));
        report.figure("rss MB before/peak", fmt::format("{}/{}", rss >> 20, peak >> 20));
        report.figure("p99 answer ms meanwhile", fmt::format("{:.1f}", p99));
    }
    finish(world, report, "g6_storm");
}

}  // namespace usher::chaos
