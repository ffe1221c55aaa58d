// What the other processes of this machine use, read from /proc: the server that listens on a port,
// its redis-server child, and everybody together. Used by the load before and after the measured
// phase.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace usher::bench {

struct ProcessUse {
    double cpu_s = 0;  ///< user and system time since it started, in ticks of 10 ms
    std::uint64_t rss_bytes = 0;
};

/// The process of the same user that listens on this TCP port; nullopt when there is none to be
/// seen.
std::optional<pid_t> listener_on(std::uint16_t port);
/// Its child named redis-server.
std::optional<pid_t> redis_child_of(pid_t parent);
std::optional<ProcessUse> use_of(pid_t pid);
/// CPU seconds that all processors of the machine were not idle since boot; 0 when it cannot be
/// read.
double busy_cpu_s();

/// The three that a run is about; nullopt for what cannot be found.
struct MachineUse {
    std::optional<ProcessUse> server;
    std::optional<ProcessUse> redis;
    ProcessUse generator;
    double busy_cpu_s = 0;
    std::int64_t at_ns = 0;  ///< monotonic
};

class Processes {
  public:
    explicit Processes(std::uint16_t server_port)
        : server_(listener_on(server_port)),
          redis_(server_ ? redis_child_of(*server_) : std::nullopt) {}
    MachineUse sample() const;

  private:
    std::optional<pid_t> server_;
    std::optional<pid_t> redis_;
};

}  // namespace usher::bench
