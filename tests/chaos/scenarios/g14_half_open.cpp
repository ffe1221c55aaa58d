// G14: sockets that are dead without a word are found out within 30 s, an agent behind one goes
// offline once, and everybody resumes when the network is back.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/proxy/fault_proxy.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g14_half_open(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.customers = static_cast<std::uint32_t>(options.count(200, 500));
    plan.agents = 4;
    World world(plan);
    world.start_hubs();
    FaultProxy proxy({}, {.port = world.node().port(), .path = {}}, options.seed);
    auto& people = world.people();
    auto& watcher = *people.agents()[0];
    world.connect_people([&](const Person& person) {
        return &person == &watcher ? std::uint16_t{0} : proxy.port();
    });
    world.bring_people();
    ASSERT_TRUE(world.run_until([&] { return watcher.online() == plan.agents; }, 10s));
    people.talk(options.rate(100));
    world.run_for(2s);

    const auto files = world.node().open_files();
    Faults hole;
    hole.blackhole = true;
    proxy.set(FaultProxy::Way::both, hole);
    proxy.refuse_new(true);
    const auto began = bench::monotonic_ns();
    const auto since = [&] { return (bench::monotonic_ns() - began) / bench::kNsPerMs; };
    EXPECT_TRUE(world.run_until([&] { return watcher.online() == 1; }, 40s))
        << watcher.online() << " agents still count as online";
    const auto offline = since();
    const auto sockets_gone = [&] {
        return world.node().open_files() + plan.customers < files + 20;
    };
    EXPECT_TRUE(world.run_until(sockets_gone, 40s)) << world.node().open_files() << " of " << files;
    const auto gone = since();
    EXPECT_LE(offline, 30'000);
    EXPECT_LE(gone, 30'000);
    report.figure("agents offline after ms", std::to_string(offline));
    report.figure("sockets freed after ms", std::to_string(gone));

    proxy.reset_all();
    proxy.heal();
    proxy.refuse_new(false);
    EXPECT_TRUE(world.run_until([&] { return people.all_live(); }, 30s));
    EXPECT_TRUE(world.run_until([&] { return watcher.online() == plan.agents; }, 10s));
    finish(world, report, "g14_half_open", 40s);
}

}  // namespace usher::chaos
