// Goal: the open loop's arrivals are a Poisson process of the wanted rate, the same for a seed
// everywhere.
#include "hub/app/bench/schedule.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace usher::bench {
namespace {

TEST(PoissonSchedule, HasTheMeanAndSpreadOfAnExponential) {
    constexpr int kArrivals = 200'000;
    PoissonSchedule schedule(42, 1000, 0);
    double sum = 0;
    double squares = 0;
    std::int64_t last = 0;
    for (int i = 0; i < kArrivals; ++i, schedule.advance()) {
        const auto gap = static_cast<double>(schedule.due_ns() - last);
        ASSERT_GE(gap, 0);
        sum += gap;
        squares += gap * gap;
        last = schedule.due_ns();
    }
    const double mean = sum / kArrivals;
    const double variance = squares / kArrivals - mean * mean;
    EXPECT_NEAR(mean, 1e6, 1e6 * 0.01);  // four standard errors
    EXPECT_NEAR(variance, 1e12, 1e12 * 0.03);
}

TEST(PoissonSchedule, IsTheSameForASeedAndStartsAfterItsStart) {
    PoissonSchedule one(3, 500, 1'000'000);
    PoissonSchedule same(3, 500, 1'000'000);
    PoissonSchedule other(4, 500, 1'000'000);
    EXPECT_GT(one.due_ns(), 1'000'000);
    EXPECT_EQ(one.due_ns(), same.due_ns());
    EXPECT_NE(one.due_ns(), other.due_ns());
}

TEST(Random, SpreadsEvenlyOverASmallRange) {
    Random random(9);
    std::vector<int> counts(10);
    for (int i = 0; i < 100'000; ++i) ++counts[random.below(10)];
    for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

}  // namespace
}  // namespace usher::bench
