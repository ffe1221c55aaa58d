#include "hub/app/history_bench/history_bench.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "hub/app/exit_codes.hpp"
#include "hub/app/history_bench/long_past.hpp"
#include "hub/log/child_process.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStartLimit{120};
constexpr std::chrono::seconds kStopLimit{60};

struct Row {
    std::uint64_t past = 0;
    std::vector<bench::RunFigures> runs;
};

/// Of what a run gave, over the rounds.
double median(const Row& row, double bench::RunFigures::* what) {
    std::vector<double> values;
    for (const auto& run : row.runs) values.push_back(run.*what);
    std::ranges::sort(values);
    return values[values.size() / 2];
}

int complain(const std::string& text, int status) {
    std::cerr << "usher bench: " << text << '\n';
    return status;
}

/// A demo on this folder; its demo.json says when it serves.
Result<log::ChildProcess> start_hub(const fs::path& folder, const fs::path& web) {
    std::error_code error;
    fs::remove(folder / "demo.json", error);
    std::vector<std::string> arguments{"demo", "--listen", "127.0.0.1:0", "--data",
                                       folder.string()};
    if (!web.empty()) arguments.insert(arguments.end(), {"--web", web.string()});
    auto hub = log::ChildProcess::start({.program = fs::read_symlink("/proc/self/exe", error),
                                         .arguments = std::move(arguments),
                                         .output = folder / "demo.log"});
    if (!hub) return hub;
    const auto until = std::chrono::steady_clock::now() + kStartLimit;
    while (!fs::exists(folder / "demo.json")) {
        if (auto ended = hub->wait(std::chrono::milliseconds(50))) {
            return fail(Error::Kind::unavailable,
                        fmt::format("the hub {}; see {}", *ended, (folder / "demo.log").string()));
        }
        if (std::chrono::steady_clock::now() > until) {
            return fail(Error::Kind::unavailable, "the hub does not serve within two minutes");
        }
    }
    return hub;
}

Result<bench::RunFigures> run_once(const HistoryBenchOptions& options, const fs::path& folder) {
    auto hub = start_hub(folder, options.web);
    if (!hub) return std::unexpected(hub.error());
    auto load = options.load;
    load.demo_path = folder / "demo.json";
    bench::RunFigures figures;
    const int status = bench::run_bench(load, &figures);
    hub->signal(SIGTERM);
    hub->wait(kStopLimit);
    if (status != bench::kEverythingArrived) {
        return fail(Error::Kind::unavailable, "the load did not go through");
    }
    return figures;
}

void print(const std::vector<Row>& rows) {
    std::cout << fmt::format("{:>12}{:>16}{:>14}{:>10}{:>12}{:>12}\n", "conversations",
                             "CPU us/message", "Redis us", "RSS MiB", "p50 us", "p99 us");
    for (const auto& row : rows) {
        const auto of = [&](double bench::RunFigures::* what) { return median(row, what); };
        std::cout << fmt::format("{:>13}{:>16.0f}{:>14.0f}{:>10.1f}{:>12.0f}{:>12.0f}\n", row.past,
                                 of(&bench::RunFigures::server_cpu_us),
                                 of(&bench::RunFigures::redis_cpu_us),
                                 of(&bench::RunFigures::server_rss_bytes) / (1 << 20),
                                 of(&bench::RunFigures::p50_us), of(&bench::RunFigures::p99_us));
    }
    if (rows.size() < 2) return;
    const auto growth = [&](double bench::RunFigures::* what) {
        return 100 * (median(rows.back(), what) / median(rows.front(), what) - 1);
    };
    std::cout << fmt::format("from the first to the last: CPU {:+.1f} %, RSS {:+.1f} %\n",
                             growth(&bench::RunFigures::server_cpu_us),
                             growth(&bench::RunFigures::server_rss_bytes));
}

}  // namespace

int run_history_bench(const HistoryBenchOptions& options) {
    std::vector<Row> rows;
    for (const auto past : options.pasts) {
        const auto folder = options.folder / std::to_string(past);
        auto made = make_long_past(
            folder, past, [](const std::string& sentence) { std::cerr << sentence << std::endl; });
        if (!made) return complain(made.error().text, kCannotStart);
        rows.push_back({past, {}});
    }
    // Round by round, so that what else the machine does meets all of them.
    for (int round = 0; round < options.rounds; ++round) {
        for (auto& row : rows) {
            auto figures = run_once(options, options.folder / std::to_string(row.past));
            if (!figures) return complain(figures.error().text, kFailed);
            row.runs.push_back(*figures);
        }
    }
    print(rows);
    return kDone;
}

}  // namespace usher::app
