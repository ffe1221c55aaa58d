// `usher bench`: a load generator for a running hub, or for the floor it is compared with. The
// command line fills BenchOptions and calls run_bench; it starts no server and shares no code with
// the hub's net room.
#pragma once

#include <cstdint>
#include <string>

namespace usher::bench {

struct BenchOptions {
    std::string demo_path;      ///< demo.json of a running hub; or
    std::string floor_address;  ///< HOST:PORT of usher_floor

    std::uint32_t customers = 200;
    std::uint32_t agents =
        20;                   ///< consoles; each watches customers/agents conversations, at most 64
    double rate_per_s = 500;  ///< open loop, Poisson, half of the messages each way
    bool saturate = false;    ///< closed loop instead
    std::uint32_t in_flight = 400;  ///< of the closed loop, in all
    std::uint32_t idle = 0;         ///< silent customers beside, to learn what one costs
    double warmup_s = 2;
    double seconds = 20;  ///< of the measured phase
    double drain_s = 5;   ///< how long stragglers are waited for before they count as lost
    std::uint64_t seed = 1;
    std::uint32_t body_bytes = 300;  ///< of a message's text, at least 42 for the marker
    bool json = false;               ///< one JSON object on stdout instead of a table
};

/// What run_bench answers, which is the exit code of the verb.
enum ExitCode : int {
    kEverythingArrived = 0,
    kRunFailed = 1,      ///< could not be set up, or a connection died on the way; said on stderr
    kWrongOptions = 2,   ///< options that cannot be met, descriptors included; said on stderr
    kDeliveryFault = 3,  ///< the run is complete, but messages were lost, doubled or out of order
};

/// Runs the whole benchmark, blocking: set-up (at most 60 s), warm-up, measured phase, drain (at
/// most 5 s). Writes the report to stdout.
int run_bench(const BenchOptions& options);

/// What a run cost, for who compares several.
struct RunFigures {
    double server_cpu_us = 0;  ///< for one delivered message
    double redis_cpu_us = 0;
    double server_rss_bytes = 0;  ///< at the end
    double p50_us = 0;            ///< customer to agent
    double p99_us = 0;
};
/// The same without a report.
int run_bench(const BenchOptions& options, RunFigures* figures);

}  // namespace usher::bench
