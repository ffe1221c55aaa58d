// G16: the clocks of hubs jump an hour ahead and back and stand five minutes apart. Nobody is
// logged out, numbers only grow, no promise is broken or forgotten more than once, and no hub
// spins.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/clock_file.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g16_clocks(const RunOptions& options, Report& report) {
    if (const auto why = why_no_clocks(); !why.empty()) GTEST_SKIP() << why;
    const test::TemporaryFolder folder;
    ClockFile first(folder.path() / "first", 0);
    ClockFile second(folder.path() / "second", 300);
    auto plan = options.world();
    plan.in_memory = true;  // what is measured is what clocks do
    plan.nodes = 2;
    plan.redis = plan.redis == RedisKind::embedded ? RedisKind::external : plan.redis;
    plan.environment = {first.environment(), second.environment()};
    plan.customers = 100;
    World world(plan);
    // By conversation, target and cycle: once when it becomes overdue, once when it is answered.
    std::map<std::string, int> missed;
    world.on_stored_event = [&](const std::string& conversation, const v1::Event& event) {
        if (!event.has_sla_clock_stopped()) return;
        const auto& clock = event.sla_clock_stopped().clock();
        if (clock.state() != v1::MISSED) return;
        ++missed[fmt::format("{} {} {}{}", conversation, static_cast<int>(clock.target()),
                             clock.cycle(), clock.ended_ms() != 0 ? " answered" : "")];
    };
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(200));
    struct Step {
        const char* name;
        double first_s;
        double second_s;
    };
    const auto each = options.time(4, 20);
    for (const auto& step :
         {Step{"5 min apart", 0, 300}, Step{"+1 h", 3'600, 3'600}, Step{"-1 h", 0, 0},
          Step{"one of them -1 h", -3'600, 0}, Step{"right again", 0, 0}}) {
        first.set(step.first_s);
        second.set(step.second_s);
        people.stats().longest_answer_ms = 0;
        const auto arrivals = people.stats().arrivals;
        const auto refusals = people.stats().refusals;
        double cpu = 0;
        for (std::size_t nth = 0; nth < 2; ++nth) cpu -= world.node(nth).cpu_s();
        const auto began = bench::monotonic_ns();
        world.run_for(each);
        for (std::size_t nth = 0; nth < 2; ++nth) {
            EXPECT_TRUE(world.node(nth).running()) << step.name << ": a hub ended";
            cpu += world.node(nth).cpu_s();
        }
        std::size_t acked = 0;
        for (const auto& it : world.ledger().attempts) {
            acked += it.sent_ns >= began && it.outcome == Outcome::acked;
        }
        std::string refused;
        for (const auto& [code, count] : people.stats().refusals) {
            const auto before = refusals.find(code);
            const auto now = count - (before == refusals.end() ? 0 : before->second);
            if (now != 0) refused += fmt::format(", {} {}", now, code);
        }
        const auto offered = options.rate(200) * static_cast<double>(each.count()) / 1e3;
        const auto busy = cpu * 1e3 / static_cast<double>(each.count());
        EXPECT_GE(static_cast<double>(acked), 0.8 * offered) << step.name;
        EXPECT_LT(busy, 1.0) << step.name << ": cores used by both";
        EXPECT_LT(people.stats().arrivals - arrivals, 20U)
            << step.name << ": people lost their lines";
        report.figure(step.name,
                      fmt::format("{} of {:.0f} acknowledged, longest {} ms, {:.0f} % cpu{}", acked,
                                  offered, people.stats().longest_answer_ms, busy * 100, refused));
    }
    finish(world, report, "g16_clocks");
    for (const auto& [clock, times] : missed) EXPECT_EQ(times, 1) << clock;
    report.figure("promises missed by the jump", std::to_string(missed.size()));
}

}  // namespace usher::chaos
