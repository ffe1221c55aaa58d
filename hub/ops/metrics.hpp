// Counters, gauges and histograms, and their Prometheus text. Rooms register what they count once,
// at construction, and keep the reference; counting is one relaxed atomic step. Never put ids of
// people or conversations into labels: a family keeps at most 256 series.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/base/histogram.hpp"

namespace usher::ops {

class Counter {
  public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> value_{0};
};

class Gauge {
  public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<double> value_{0};
};

/// Durations, right to 1/64 inside and shown in seconds.
class Latency {
  public:
    void record(std::chrono::nanoseconds duration) {
        const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
        buckets_[histogram_buckets::index_of(ns)].fetch_add(1, std::memory_order_relaxed);
        sum_ns_.fetch_add(ns, std::memory_order_relaxed);
    }
    std::uint64_t bucket(std::size_t index) const {
        return buckets_[index].load(std::memory_order_relaxed);
    }
    std::uint64_t sum_ns() const { return sum_ns_.load(std::memory_order_relaxed); }

  private:
    std::array<std::atomic<std::uint64_t>, histogram_buckets::kCount> buckets_{};
    std::atomic<std::uint64_t> sum_ns_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Names are usher_[a-z0-9_]+ with base units: …_total for counters, …_seconds for latencies
/// (asserted). The same name and labels give the same object, which lives as long as the registry.
/// Beyond 256 series of a family the labels' values become "other".
class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Latency& latency(const std::string& name, const std::string& help, const Labels& labels = {});

    /// `refresh` is called before each rendering, on the thread that renders; for gauges that are
    /// read from elsewhere. What it uses must outlive the last render().
    void before_render(std::function<void()> refresh);

    /// Text format 0.0.4, the process' own numbers included.
    std::string render() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds,
/// process_start_time_seconds, as other programs name them; and the log lines that were dropped.
std::string process_metrics();

}  // namespace usher::ops
