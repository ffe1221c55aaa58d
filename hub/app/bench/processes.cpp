#include "hub/app/bench/processes.hpp"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hub/app/bench/monotonic.hpp"

namespace usher::bench {
namespace {

namespace fs = std::filesystem;

std::optional<pid_t> pid_of(const fs::path& folder) {
    const std::string name = folder.filename();
    pid_t pid = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (end.ec != std::errc{} || end.ptr != name.data() + name.size()) return std::nullopt;
    return pid;
}

/// The inode of the socket in state LISTEN (0A), from a table of proc(5) /proc/net/tcp.
std::optional<std::string> listening_inode(const char* table, std::uint16_t port) {
    std::ifstream in(table);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::string slot, local, remote, state, queues, timer, retries, uid, timeout, inode;
        fields >> slot >> local >> remote >> state >> queues >> timer >> retries >> uid >>
            timeout >> inode;
        const auto colon = local.rfind(':');
        if (state != "0A" || colon == std::string::npos) continue;
        if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) == port) return inode;
    }
    return std::nullopt;
}

/// Fields of /proc/PID/stat after the name, which may hold anything; [0] is the state.
std::optional<std::vector<std::string>> stat_fields(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 2)));
    std::vector<std::string> fields;
    for (std::string field; rest >> field;) fields.push_back(field);
    if (fields.size() < 22) return std::nullopt;
    return fields;
}

double seconds_of(const std::string& ticks) {
    return std::strtod(ticks.c_str(), nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

std::optional<pid_t> listener_on(std::uint16_t port) {
    auto inode = listening_inode("/proc/net/tcp", port);
    if (!inode) inode = listening_inode("/proc/net/tcp6", port);
    if (!inode) return std::nullopt;
    const std::string wanted = "socket:[" + *inode + "]";
    std::error_code error;
    for (const auto& process : fs::directory_iterator("/proc", error)) {
        const auto pid = pid_of(process.path());
        if (!pid) continue;
        std::error_code forbidden;  // other users' processes
        for (const auto& file : fs::directory_iterator(process.path() / "fd", forbidden)) {
            if (fs::read_symlink(file.path(), forbidden) == wanted) return pid;
        }
    }
    return std::nullopt;
}

std::optional<pid_t> redis_child_of(pid_t parent) {
    std::error_code error;
    for (const auto& process : fs::directory_iterator("/proc", error)) {
        const auto pid = pid_of(process.path());
        if (!pid) continue;
        const auto fields = stat_fields(*pid);
        if (!fields || (*fields)[1] != std::to_string(parent)) continue;
        std::string name;
        std::getline(std::ifstream(process.path() / "comm"), name);
        if (name.starts_with("redis-server")) return pid;
    }
    return std::nullopt;
}

std::optional<ProcessUse> use_of(pid_t pid) {
    const auto fields = stat_fields(pid);
    if (!fields) return std::nullopt;
    const double pages = std::strtod((*fields)[21].c_str(), nullptr);
    return ProcessUse{.cpu_s = seconds_of((*fields)[11]) + seconds_of((*fields)[12]),
                      .rss_bytes = static_cast<std::uint64_t>(pages) *
                                   static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
}

double busy_cpu_s() {
    std::ifstream in("/proc/stat");
    std::string name;
    in >> name;
    double busy = 0;
    std::string ticks;
    for (int column = 0; column < 8 && in >> ticks; ++column) {
        if (column != 3 && column != 4) busy += seconds_of(ticks);  // not idle, not iowait
    }
    return busy;
}

MachineUse Processes::sample() const {
    return {.server = server_ ? use_of(*server_) : std::nullopt,
            .redis = redis_ ? use_of(*redis_) : std::nullopt,
            .generator = use_of(::getpid()).value_or(ProcessUse{}),
            .busy_cpu_s = bench::busy_cpu_s(),
            .at_ns = monotonic_ns()};
}

}  // namespace usher::bench
