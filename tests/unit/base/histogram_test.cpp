// Goal: percentiles are right to 1/64 over the whole range, and nothing recorded gets lost.
#include "hub/base/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

namespace usher {
namespace {

namespace buckets = histogram_buckets;

TEST(Histogram, BucketsTileTheRangeWithoutGapOrOverlap) {
    EXPECT_EQ(buckets::lowest(0), 0U);
    for (std::size_t i = 0; i + 1 < buckets::kCount; ++i) {
        ASSERT_EQ(buckets::highest(i) + 1, buckets::lowest(i + 1));
        ASSERT_EQ(buckets::index_of(buckets::lowest(i)), i);
        ASSERT_EQ(buckets::index_of(buckets::highest(i)), i);
    }
    EXPECT_EQ(buckets::index_of(buckets::kValueMax), buckets::kCount - 1);
    EXPECT_EQ(buckets::index_of(UINT64_MAX), buckets::kCount - 1);
}

TEST(Histogram, ABucketIsNeverWiderThanOneSixtyFourth) {
    for (std::size_t i = 0; i < buckets::kCount; ++i) {
        const auto low = static_cast<double>(buckets::lowest(i));
        const auto width = static_cast<double>(buckets::highest(i)) - low;
        ASSERT_LE(width, low / 64.0) << "bucket " << i;
    }
}

TEST(Histogram, QuantilesOfSkewedDataAreWithinTheError) {
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> latency(13, 2);  // around 0.4 ms with a long tail
    std::vector<std::uint64_t> values;
    auto histogram = std::make_unique<Histogram>();
    for (int i = 0; i < 100'000; ++i) {
        values.push_back(static_cast<std::uint64_t>(latency(random)));
        histogram->record(values.back());
    }
    std::sort(values.begin(), values.end());
    for (double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        const auto rank = static_cast<std::size_t>(q * 100'000 + 0.5);
        const auto exact = static_cast<double>(values[rank - 1]);
        EXPECT_NEAR(static_cast<double>(histogram->at(q)), exact, exact / 64.0) << q;
    }
    EXPECT_EQ(histogram->at(1), values.back());
    EXPECT_EQ(histogram->min(), values.front());
}

TEST(Histogram, EmptyAndSingle) {
    Histogram histogram;
    EXPECT_EQ(histogram.at(0.99), 0U);
    EXPECT_EQ(histogram.min(), 0U);
    histogram.record(123'456'789);
    EXPECT_EQ(histogram.at(0), 123'456'789U);
    EXPECT_EQ(histogram.at(0.5), 123'456'789U);
    EXPECT_EQ(histogram.at(1), 123'456'789U);
}

TEST(Histogram, ValuesBeyondTheRangeAreCountedAndTheMaximumIsKept) {
    Histogram histogram;
    histogram.record(UINT64_MAX / 4);
    EXPECT_EQ(histogram.count(), 1U);
    EXPECT_EQ(histogram.max(), UINT64_MAX / 4);
}

TEST(Histogram, MergingEqualsRecordingTogether) {
    Histogram a;
    Histogram b;
    Histogram both;
    for (std::uint64_t v = 1; v < 5'000'000; v = v * 3 / 2 + 1) {
        (v % 2 == 0 ? a : b).record(v);
        both.record(v);
    }
    a.merge(b);
    EXPECT_EQ(a.count(), both.count());
    EXPECT_EQ(a.mean(), both.mean());
    for (double q : {0.1, 0.5, 0.9}) EXPECT_EQ(a.at(q), both.at(q));
}

TEST(Histogram, CorrectionAddsTheRequestsAPauseHid) {
    Histogram histogram;
    histogram.record_corrected(1000, 100);  // 900, 800 … 100 should have been seen too
    EXPECT_EQ(histogram.count(), 10U);
    EXPECT_EQ(histogram.min(), 100U);
    Histogram quick;
    quick.record_corrected(50, 100);
    EXPECT_EQ(quick.count(), 1U);
}

}  // namespace
}  // namespace usher
