// G27: a hub that is asked to stop finishes what it took within 10 s, sends everybody away with
// 1012 and leaves nobody in doubt.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g27_graceful_stop(const RunOptions& options, Report& report) {
    World world(options.world());
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(300));
    std::int64_t longest = 0;
    std::size_t open_outcomes = 0;
    const auto stops = options.count(3, 20);
    for (std::size_t stop = 0; stop < stops; ++stop) {
        world.run_for(1'500ms);
        auto& node = world.node(stop % world.nodes());
        const auto first_attempt = world.ledger().attempts.size();
        const auto began = bench::monotonic_ns();
        node.signal(SIGTERM);
        EXPECT_TRUE(world.run_until([&] { return !node.running(); }, 15s)) << "it does not stop";
        longest = std::max(longest, (bench::monotonic_ns() - began) / bench::kNsPerMs);
        EXPECT_EQ(node.ended(0ms).value_or(""), "exited with 0");
        world.run_for(20ms);
        const auto& all = world.ledger().attempts;
        for (std::size_t i = first_attempt; i < all.size(); ++i) {
            open_outcomes += all[i].outcome == Outcome::unknown;
        }
        node.start();
        ASSERT_TRUE(world.wait_ready(node, 30s)) << node.last_words();
        ASSERT_TRUE(world.run_until([&] { return people.all_live(); }, 20s));
    }
    auto& closes = people.stats().closes;
    report.figure("stops", std::to_string(stops));
    report.figure("longest ms", std::to_string(longest));
    report.figure("closed with 1012", std::to_string(closes[1012]));
    report.figure("without a word", std::to_string(closes[0]));
    report.figure("outcomes left open", std::to_string(open_outcomes));
    EXPECT_LE(longest, 10'000);
    EXPECT_GT(closes[1012], 0U);
    // A frame that crosses the close on the wire cannot be answered any more.
    EXPECT_LE(open_outcomes, 3 * stops);
    finish(world, report, "g27_graceful_stop");
}

}  // namespace usher::chaos
