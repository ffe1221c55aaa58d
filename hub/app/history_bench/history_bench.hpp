// `usher bench --history`: does a message cost more when more was said before? One hub after the
// other, on installations with pasts of different lengths, under the same load.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "hub/app/bench/bench.hpp"

namespace usher::app {

struct HistoryBenchOptions {
    std::vector<std::uint64_t> pasts;  ///< conversations, one run each
    std::filesystem::path folder;      ///< where the installations are made, and found again
    std::filesystem::path web;         ///< folder of the built widget and console
    int rounds = 1;                    ///< of all pasts; the median counts
    bench::BenchOptions load;          ///< of each run
};
/// Prints a table. 0 also when cost grows: that is for who reads it.
int run_history_bench(const HistoryBenchOptions& options);

}  // namespace usher::app
