#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "hub/ops/log.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::ops {
namespace {

/// The fields of proc(5) /proc/self/stat from the third on; the second may contain spaces.
std::array<unsigned long long, 22> stat_fields() {
    std::array<unsigned long long, 22> fields{};
    std::ifstream in("/proc/self/stat");
    std::string line;
    std::getline(in, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return fields;
    std::istringstream rest(line.substr(name_end + 1));
    std::string word;
    for (auto& field : fields) {
        rest >> word;
        field = std::strtoull(word.c_str(), nullptr, 10);
    }
    return fields;
}

double boot_time() {
    std::ifstream in("/proc/stat");
    std::string key;
    double value = 0;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        if (words >> key && key == "btime" && words >> value) return value;
    }
    return 0;
}

std::size_t open_files() {
    std::size_t count = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
         it.increment(error)) {
        ++count;
    }
    return count == 0 ? 0 : count - 1;  // without the one that lists
}

void append(std::string& out, const char* name, const char* type, const char* help, double value) {
    out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, type, help, value);
}

}  // namespace

std::string process_metrics() {
    const auto stat = stat_fields();
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const double cpu = static_cast<double>(stat[11] + stat[12]) / ticks;
    const double memory =
        static_cast<double>(stat[21]) * static_cast<double>(sysconf(_SC_PAGESIZE));
    const double start = boot_time() + static_cast<double>(stat[19]) / ticks;
    std::string out;
    append(out, "process_cpu_seconds_total", "counter", "CPU time used.", cpu);
    append(out, "process_resident_memory_bytes", "gauge", "Memory held.", memory);
    append(out, "process_open_fds", "gauge", "Open file descriptors.",
           static_cast<double>(open_files()));
    append(out, "process_start_time_seconds", "gauge", "Start, in unix time.", start);
    append(out, "usher_log_lines_dropped_total", "counter",
           "Log lines lost because stderr was not read fast enough.",
           static_cast<double>(dropped_log_lines()));
    return out;
}

}  // namespace usher::ops
