// G1: no acknowledged message is lost and none is stored twice, however often a hub is killed.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g1_kills(const RunOptions& options, Report& report) {
    World world(options.world());
    world.start_hubs();
    world.bring_people();
    auto& random = world.people().random();
    world.people().talk(options.rate(500));
    const auto end = bench::monotonic_ns() + options.time(15, 60).count() * bench::kNsPerMs;
    int kills = 0;
    int kills_before_ready = 0;
    while (bench::monotonic_ns() < end) {
        world.run_for(std::chrono::milliseconds(1'000 + random.below(2'000)));
        auto& node = world.node(random.below(static_cast<std::uint32_t>(world.nodes())));
        kills_before_ready += !node.ready();
        node.kill();
        node.start();
        ++kills;
    }
    std::chrono::milliseconds longest{};
    for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
        const auto took = world.wait_ready(world.node(nth), 30s);
        ASSERT_TRUE(took) << world.node(nth).last_words();
        longest = std::max(longest, *took);
    }
    report.figure("kills", std::to_string(kills));
    report.figure("of them while starting", std::to_string(kills_before_ready));
    report.figure("last start ms", std::to_string(longest.count()));
    finish(world, report, "g1_kills");
    report.figure("resumes", std::to_string(world.people().stats().resumes));
    EXPECT_GT(world.people().stats().resumes, 0U) << "nobody had to come back";
}

}  // namespace usher::chaos
