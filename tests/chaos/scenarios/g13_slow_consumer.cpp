// G13: a console that does not read is cut off with 4008 and given what it missed when it returns;
// nobody else notices, and the hub's memory stays flat.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/metrics_page.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g13_slow_consumer(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.in_memory = true;  // what is measured is who waits for whom
    plan.customers = 60;
    plan.agents = 4;
    plan.body_bytes = 3'000;
    World world(plan);
    world.start_hubs();
    // Loopback would hold megabytes for him in the kernel; a real network does not.
    auto& slow = *world.people().agents()[3];
    slow.use_receive_buffer(4'096);
    world.bring_people();
    auto& people = world.people();
    for (auto& customer : people.customers()) slow.watch(customer->conversation());
    people.talk(options.rate(options.long_form ? 500 : 300));
    world.run_for(3s);

    const auto over_all = [&](auto of_one) {
        decltype(of_one(world.node())) sum = 0;
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) sum += of_one(world.node(nth));
        return sum;
    };
    const auto cut_off = [&] {
        return over_all([](const HubNode& node) {
            return metric(node.port(), "usher_ws_slow_consumers_total");
        });
    };
    const auto rss = [&] { return over_all([](const HubNode& node) { return node.rss_bytes(); }); };
    const auto began = bench::monotonic_ns();
    const auto p99_before = world.answer_ms(99, began - 3 * bench::kNsPerS, began);
    const auto rss_before = rss();
    const auto before = cut_off();
    slow.freeze();
    EXPECT_TRUE(world.run_until([&] { return cut_off() > before; }, 60s))
        << "the hub holds on to a console that does not read";
    const auto took = (bench::monotonic_ns() - began) / bench::kNsPerMs;
    world.run_for(options.time(4, 300));
    const auto rss_after = rss();
    const auto p99 = world.answer_ms(99, began, bench::monotonic_ns());

    const auto arrivals = slow.arrivals();
    slow.thaw();
    EXPECT_TRUE(world.run_until([&] { return slow.arrivals() > arrivals; }, 20s));
    report.figure("cut off after ms", std::to_string(took));
    report.figure("close code", std::to_string(slow.last_close()));
    report.figure("others' p99 ms before/meanwhile", fmt::format("{:.1f}/{:.1f}", p99_before, p99));
    report.figure("rss MB before/after", fmt::format("{}/{}", rss_before >> 20, rss_after >> 20));
    EXPECT_EQ(slow.last_close(), 4008U);
    // Two cores are shared with whatever else runs here, so the limit leaves room for noise.
    EXPECT_LT(p99, std::max(300.0, p99_before * 2));
    // The memory of recent events, 32 MB, fills up in any case.
    EXPECT_LT(rss_after, rss_before + world.nodes() * (48ULL << 20));
    finish(world, report, "g13_slow_consumer");
}

}  // namespace usher::chaos
