#include "hub/app/bench/bench.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>

#include "hub/app/bench/connecting.hpp"
#include "hub/app/bench/floor_dialect.hpp"
#include "hub/app/bench/hub_dialect.hpp"
#include "hub/app/bench/load.hpp"
#include "hub/app/bench/monotonic.hpp"
#include "hub/app/bench/report.hpp"

namespace usher::bench {
namespace {

constexpr std::uint32_t kWatchesMax = 64;  // docs/protocol.md, AgentWatch
constexpr std::uint32_t kTextBytesMax = 16'384;
constexpr std::uint32_t kFloorNumberMax = 100'000;  // tests/bench/floor_relay.cpp

int say(int code, const std::string& sentence) {
    std::fprintf(stderr, "usher bench: %s\n", sentence.c_str());
    return code;
}

/// Empty when they can be met.
std::string objection_to(const BenchOptions& o) {
    if (o.demo_path.empty() == o.floor_address.empty()) return "give either a demo.json or a floor";
    if (o.customers == 0 || o.agents == 0) return "at least one customer and one agent are needed";
    if (o.customers > kLanesMax / 2)
        return "at most " + std::to_string(kLanesMax / 2) + " customers";
    if ((o.customers + o.agents - 1) / o.agents > kWatchesMax) {
        return "an agent watches at most 64 conversations: " + std::to_string(o.customers) +
               " customers need " + std::to_string((o.customers + kWatchesMax - 1) / kWatchesMax) +
               " agents";
    }
    if (o.body_bytes < kMarkerBytes || o.body_bytes > kTextBytesMax) {
        return "a body has 42 to 16384 bytes";
    }
    if (!o.saturate && !(o.rate_per_s > 0 && o.rate_per_s <= 1e6)) {
        return "the rate is above 0 and at most a million a second";
    }
    if (o.saturate && (o.in_flight == 0 || o.in_flight > 1'000'000)) {
        return "in flight are 1 to a million messages";
    }
    if (!(o.seconds > 0 && o.seconds <= 86'400 && o.warmup_s >= 0 && o.warmup_s <= 3'600)) {
        return "seconds are above 0 and at most a day, the warm-up at most an hour";
    }
    if (!o.floor_address.empty() && std::uint64_t{o.customers} + o.idle > kFloorNumberMax) {
        return "the floor has places for 100000 customers, idle ones included";
    }
    return {};
}

/// Raises the soft limit; says so when the hard one does not do.
std::string objection_of_descriptors(const BenchOptions& o) {
    const std::uint64_t needed = std::uint64_t{o.customers} + o.agents + o.idle + 32;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    if (needed <= limit.rlim_max) return {};
    return "this needs " + std::to_string(needed) + " descriptors and RLIMIT_NOFILE allows " +
           std::to_string(limit.rlim_max) + "; take fewer connections or several processes";
}

struct Target {
    HttpOrigin origin;
    std::unique_ptr<Dialect> dialect;
};

Result<Target> make_target(const BenchOptions& options, Fleet& fleet, RunId run) {
    if (options.demo_path.empty()) {
        auto origin = parse_origin("http://" + options.floor_address);
        if (!origin) return std::unexpected(origin.error());
        auto dialect = std::make_unique<FloorDialect>(options, fleet, origin->authority());
        return Target{std::move(*origin), std::move(dialect)};
    }
    auto demo = read_demo_file(options.demo_path);
    if (!demo) return std::unexpected(demo.error());
    HttpOrigin origin = demo->origin;
    return Target{std::move(origin),
                  std::make_unique<HubDialect>(options, fleet, std::move(*demo), run)};
}

/// Opens the silent customers and sees what the server's memory grew by.
Result<std::optional<double>> weigh_idle(const BenchOptions& options, Fleet& fleet,
                                         Dialect& dialect, const Processes& processes) {
    if (options.idle == 0) return std::nullopt;
    const auto settle = [&] {
        const std::int64_t until = monotonic_ns() + kNsPerS;
        while (monotonic_ns() < until) fleet.turn(dialect, until);
    };
    settle();
    const auto before = processes.sample().server;
    auto opened = dialect.set_up_idle(fleet);
    if (!opened) return std::unexpected(opened.error());
    settle();
    const auto after = processes.sample().server;
    if (!before || !after) return std::nullopt;
    return (static_cast<double>(after->rss_bytes) - static_cast<double>(before->rss_bytes)) /
           options.idle;
}

double cpu_us(const Findings& findings, const std::optional<ProcessUse> MachineUse::* who) {
    const auto& before = findings.before.*who;
    const auto& after = findings.after.*who;
    if (!before || !after || findings.delivered == 0) return 0;
    return (after->cpu_s - before->cpu_s) * 1e6 / static_cast<double>(findings.delivered);
}

RunFigures figures_of(const Findings& findings) {
    const auto& server = findings.after.server;
    return {.server_cpu_us = cpu_us(findings, &MachineUse::server),
            .redis_cpu_us = cpu_us(findings, &MachineUse::redis),
            .server_rss_bytes = server ? static_cast<double>(server->rss_bytes) : 0,
            .p50_us = static_cast<double>(findings.to_agent_ns.at(0.5)) / 1000,
            .p99_us = static_cast<double>(findings.to_agent_ns.at(0.99)) / 1000};
}

/// Prints a report unless somebody wants the figures.
int run(const BenchOptions& options, RunFigures* figures) {
    const RunId run_id = std::random_device{}() & kRunIdMax;
    Fleet fleet;
    auto target = make_target(options, fleet, run_id);
    if (!target) return say(kRunFailed, target.error().text);
    if (auto aimed = fleet.aim(target->origin.host, target->origin.port); !aimed) {
        return say(kRunFailed, aimed.error().text);
    }
    Dialect& dialect = *target->dialect;
    if (auto ready = dialect.set_up(fleet); !ready) return say(kRunFailed, ready.error().text);
    const Processes processes(target->origin.port);
    auto idle_bytes = weigh_idle(options, fleet, dialect, processes);
    if (!idle_bytes) return say(kRunFailed, idle_bytes.error().text);

    Load load(options, fleet, dialect, processes, run_id);
    load.run();
    Findings& findings = load.findings();
    findings.bytes_per_idle_connection = *idle_bytes;
    const auto report = options.json ? report_json : report_table;
    if (figures != nullptr) {
        *figures = figures_of(findings);
    } else {
        std::printf("%s\n", report(options, findings, dialect.notes()).c_str());
    }

    if (fleet.dead() != 0) {
        return say(kRunFailed,
                   std::to_string(fleet.dead()) + " of the connections died; " + fleet.epitaph());
    }
    if (!dialect.notes().problem.empty()) return say(kRunFailed, dialect.notes().problem);
    if (!findings.faultless()) {
        return say(kDeliveryFault, "messages were lost, doubled, damaged or out of order");
    }
    return kEverythingArrived;
}

}  // namespace

int run_bench(const BenchOptions& options) {
    return run_bench(options, nullptr);
}

int run_bench(const BenchOptions& options, RunFigures* figures) {
    if (auto why = objection_to(options); !why.empty()) return say(kWrongOptions, why);
    if (auto why = objection_of_descriptors(options); !why.empty()) return say(kWrongOptions, why);
    try {
        return run(options, figures);
    } catch (const std::exception& error) {
        return say(kRunFailed, error.what());
    }
}

}  // namespace usher::bench
