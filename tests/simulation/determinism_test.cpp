// Goal: a seed is a schedule: whoever runs it again sees the same to the last event, so that a
// failure can be looked at as often as it takes.
#include <gtest/gtest.h>

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/store_template.hpp"

namespace usher::simulation {
namespace {

TEST(Simulation, TheSameSeedGoesTheSameWay) {
    StoreTemplate store;
    for (std::uint64_t seed = 501; seed <= 520; ++seed) {
        const auto plan = plan_of(seed);
        const auto once = run_schedule(plan, store.fresh_copy(), false);
        const auto again = run_schedule(plan, store.fresh_copy(), false);
        EXPECT_EQ(once.trace_hash, again.trace_hash) << plan.text();
        EXPECT_EQ(once.events, again.events) << plan.text();
        EXPECT_EQ(once.faults, again.faults);
    }
}

TEST(Simulation, AnotherSeedGoesAnotherWay) {
    StoreTemplate store;
    const auto a = run_schedule(plan_of(1), store.fresh_copy(), false);
    const auto b = run_schedule(plan_of(2), store.fresh_copy(), false);
    EXPECT_NE(a.trace_hash, b.trace_hash);
}

}  // namespace
}  // namespace usher::simulation
