#include "hub/log/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace usher::log {
namespace {

struct Prepared {
    const char* program;
    char* const* arguments;
    const char* output;
    int inherited;
    int report;
    pid_t parent;
};

/// Between fork and exec: async-signal-safe calls only, the parent may have other threads.
[[noreturn]] void become(const Prepared& child) {
    const auto give_up = [&] {
        const int reason = errno;
        [[maybe_unused]] const auto written = ::write(child.report, &reason, sizeof reason);
        ::_exit(127);
    };
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != child.parent) ::_exit(127);  // it died before the line above
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int null = ::open("/dev/null", O_RDONLY);
    const int output = ::open(child.output, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (null < 0 || output < 0) give_up();
    ::dup2(null, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    // Sockets of the hub are not marked close-on-exec by Asio.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    if (child.inherited >= 0) ::fcntl(child.inherited, F_SETFD, 0);
    ::execv(child.program, child.arguments);
    give_up();
    std::abort();
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const auto colon = std::min(rest.find(':'), rest.size());
        const auto candidate = std::filesystem::path(rest.substr(0, colon)) / name;
        rest.remove_prefix(std::min(colon + 1, rest.size()));
        std::error_code error;
        if (candidate.is_absolute() && std::filesystem::is_regular_file(candidate, error) &&
            ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return std::nullopt;
}

Result<ChildProcess> ChildProcess::start(const Command& command) {
    const auto failed = [&](int reason) {
        return fail(
            Error::Kind::unavailable,
            fmt::format("cannot start {}: {}", command.program.string(), std::strerror(reason)));
    };
    std::string program = command.program.string();
    std::vector<std::string> arguments = command.arguments;
    std::vector<char*> pointers{program.data()};
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) return failed(errno);
    const Prepared prepared{program.c_str(),   pointers.data(), command.output.c_str(),
                            command.inherited, report[1],       ::getpid()};
    const pid_t pid = ::fork();
    if (pid == 0) become(prepared);
    const int fork_error = errno;
    ::close(report[1]);
    if (pid < 0) {
        ::close(report[0]);
        return failed(fork_error);
    }
    ChildProcess child(pid, ::pidfd_open(pid, 0));
    int reason = 0;
    ssize_t size;
    do size = ::read(report[0], &reason, sizeof reason);
    while (size < 0 && errno == EINTR);
    ::close(report[0]);
    if (size > 0) return failed(reason);  // ~ChildProcess reaps it
    if (child.pidfd_ < 0) return failed(EMFILE);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      pidfd_(std::exchange(other.pidfd_, -1)),
      ending_(std::move(other.ending_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(pidfd_, other.pidfd_);
    std::swap(ending_, other.ending_);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (pid_ == 0) return;
    if (!wait(std::chrono::milliseconds{0})) {
        signal(SIGKILL);
        siginfo_t info{};
        while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
        }
    }
    if (pidfd_ >= 0) ::close(pidfd_);
}

void ChildProcess::signal(int number) const {
    if (ending_) return;
    if (pidfd_ >= 0) {
        ::pidfd_send_signal(pidfd_, number, nullptr, 0);
    } else {
        ::kill(pid_, number);
    }
}

std::optional<std::string> ChildProcess::wait(std::chrono::milliseconds limit) {
    if (ending_) return ending_;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        siginfo_t info{};
        const int failed = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG);
        if (failed != 0 && errno == ECHILD) {  // somebody ignores SIGCHLD, so the kernel reaped it
            return ending_ = "has ended";
        }
        if (failed == 0 && info.si_pid == pid_) {
            const bool exited = info.si_code == CLD_EXITED;
            return ending_ = exited ? fmt::format("exited with {}", info.si_status)
                                    : fmt::format("was killed by signal {} ({})", info.si_status,
                                                  ::strsignal(info.si_status));
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return std::nullopt;
        pollfd ready{pidfd_, POLLIN, 0};
        ::poll(&ready, 1, static_cast<int>(left.count()));
    }
}

}  // namespace usher::log
