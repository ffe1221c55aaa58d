// One child process, held by a pidfd: start, signal, wait. Used by the embedded Redis. It never
// installs a SIGCHLD handler and never waits for children that are not its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.hpp"

namespace usher::log {

/// The first executable file of that name in PATH.
std::optional<std::filesystem::path> find_program(const std::string& name);

class ChildProcess {
  public:
    struct Command {
        std::filesystem::path program;  ///< absolute
        std::vector<std::string> arguments;
        std::filesystem::path output;  ///< standard output and error are appended here
        int inherited = -1;            ///< the one descriptor the child keeps; -1 for none
    };

    /// In a process group of its own; the kernel sends it SIGTERM when the calling thread ends.
    /// Error unavailable names the program and the system's reason.
    static Result<ChildProcess> start(const Command& command);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    /// Kills (SIGKILL) and reaps a child that still runs.
    ~ChildProcess();

    int pid() const { return pid_; }
    /// Readable when the child has ended; owned by this object.
    int pidfd() const { return pidfd_; }
    void signal(int number) const;
    /// Waits up to `limit` (0: only looks); "exited with 1", "was killed by signal 9 (Killed)", or
    /// nothing while it runs. Keeps giving the same answer.
    std::optional<std::string> wait(std::chrono::milliseconds limit);

  private:
    ChildProcess(int pid, int pidfd) : pid_(pid), pidfd_(pidfd) {}
    int pid_ = 0;
    int pidfd_ = -1;
    std::optional<std::string> ending_;
};

}  // namespace usher::log
