// Goal: the simulation can fail: bugs that are planted behind its own seams are found within a few
// hundred schedules, and by the rule that they break.
#include <gtest/gtest.h>

#include "tests/simulation/planted_bugs.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/store_template.hpp"

namespace usher::simulation {
namespace {

constexpr std::uint64_t kSchedulesMax = 500;

class PlantedBug : public testing::Test {
  protected:
    ~PlantedBug() override { planted_bugs() = {}; }

    /// What the first schedule that fails says; empty when none does.
    std::string found() {
        StoreTemplate store;
        for (std::uint64_t seed = 1; seed <= kSchedulesMax; ++seed) {
            auto outcome = run_schedule(plan_of(seed), store.fresh_copy(), false);
            if (!outcome.fine()) return outcome.faults;
        }
        return {};
    }
};

TEST_F(PlantedBug, AnAcknowledgedCommandThatIsNotStored) {
    planted_bugs().drop_acknowledged = true;
    const auto faults = found();
    EXPECT_TRUE(faults.contains("C1 ") || faults.contains("unsettled")) << faults;
}

TEST_F(PlantedBug, AnAppendOfTheLogThatIsAnsweredAndNotDone) {
    planted_bugs().drop_event = true;
    EXPECT_NE(found(), "");
}

TEST_F(PlantedBug, ALineThatLosesAFrame) {
    planted_bugs().lose_frames = true;
    EXPECT_NE(found(), "");
}

TEST_F(PlantedBug, AStoreThatSkipsAnEntry) {
    planted_bugs().skip_archive = true;
    EXPECT_NE(found(), "");
}

}  // namespace
}  // namespace usher::simulation
