// Goal: what is counted is shown, in text that Prometheus reads, and bad labels cannot grow it
// without end.
#include "hub/ops/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <thread>

namespace usher::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, RendersCountersAndGauges) {
    Metrics metrics;
    metrics.counter("usher_messages_total", "Messages.", {{"channel", "web"}}).add(3);
    metrics.gauge("usher_ws_connections", "Open sockets.", {{"kind", "agent"}}).set(2);
    metrics.gauge("usher_ws_connections", "Open sockets.", {{"kind", "customer"}}).add(5);
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("# HELP usher_messages_total Messages.\n"
                                "# TYPE usher_messages_total counter\n"
                                "usher_messages_total{channel=\"web\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE usher_ws_connections gauge\n"
                                "usher_ws_connections{kind=\"agent\"} 2\n"
                                "usher_ws_connections{kind=\"customer\"} 5\n"));
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameSeries) {
    Metrics metrics;
    Counter& a = metrics.counter("usher_a_total", "A.", {{"x", "1"}});
    EXPECT_EQ(&a, &metrics.counter("usher_a_total", "A.", {{"x", "1"}}));
    EXPECT_NE(&a, &metrics.counter("usher_a_total", "A.", {{"x", "2"}}));
}

TEST(Metrics, LatencyIsCumulativeAndAgreesWithItsCount) {
    Metrics metrics;
    Latency& latency = metrics.latency("usher_wait_seconds", "Waiting.", {{"stage", "in"}});
    latency.record(std::chrono::microseconds(50));
    latency.record(std::chrono::milliseconds(3));
    latency.record(std::chrono::hours(2));
    latency.record(std::chrono::nanoseconds(-5));  // a clock that stepped back
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("usher_wait_seconds_bucket{stage=\"in\",le=\"0.0001\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("usher_wait_seconds_bucket{stage=\"in\",le=\"0.005\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("usher_wait_seconds_bucket{stage=\"in\",le=\"300\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("usher_wait_seconds_bucket{stage=\"in\",le=\"+Inf\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("usher_wait_seconds_count{stage=\"in\"} 4\n"));
}

TEST(Metrics, LabelsAndHelpAreEscaped) {
    Metrics metrics;
    metrics.counter("usher_b_total", "A\nB\\", {{"x", "a\"b\\c\nd"}}).add();
    EXPECT_THAT(metrics.render(), HasSubstr("# HELP usher_b_total A\\nB\\\\\n"));
    EXPECT_THAT(metrics.render(), HasSubstr("usher_b_total{x=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST(Metrics, AFamilyStopsGrowing) {
    Metrics metrics;
    for (int i = 0; i < 1000; ++i) {
        metrics.counter("usher_c_total", "C.", {{"x", std::to_string(i)}}).add();
    }
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("usher_c_total{x=\"255\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("usher_c_total{x=\"256\"}")));
    EXPECT_THAT(text, HasSubstr("usher_c_total{x=\"other\"} 744\n"));
}

TEST(Metrics, EveryLineIsExpositionFormat) {
    Metrics metrics;
    metrics.latency("usher_d_seconds", "D.").record(std::chrono::milliseconds(1));
    metrics.gauge("usher_e_ratio", "E.").set(0.25);
    const std::regex line_form(
        R"(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)");
    std::istringstream lines(metrics.render());
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(std::regex_match(line, line_form)) << line;
    }
    EXPECT_THAT(metrics.render(), HasSubstr("process_resident_memory_bytes "));
    EXPECT_THAT(metrics.render(), HasSubstr("usher_build_info{version=\"0."));
    EXPECT_THAT(metrics.render(), HasSubstr("usher_log_lines_dropped_total 0\n"));
}

TEST(Metrics, RefreshRunsBeforeEachRenderingAndMayRegister) {
    Metrics metrics;
    int calls = 0;
    metrics.before_render([&] { metrics.gauge("usher_f", "F.").set(++calls); });
    EXPECT_THAT(metrics.render(), HasSubstr("usher_f 1\n"));
    EXPECT_THAT(metrics.render(), HasSubstr("usher_f 2\n"));
}

TEST(Metrics, CountingFromManyThreadsLosesNothing) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            Counter& counter = metrics.counter("usher_g_total", "G.");
            for (int i = 0; i < 10'000; ++i) counter.add();
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(metrics.counter("usher_g_total", "G.").value(), 40'000U);
}

}  // namespace
}  // namespace usher::ops
