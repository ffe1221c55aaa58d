// Runs the usher program as a person would: arguments in, exit status and what it said out. A program that
// serves is stopped by its own pid.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace usher::test {

/// A folder of its own, gone with the object.
class TempFolder {
  public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "usher-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class UsherProgram {
  public:
    using Environment = std::vector<std::pair<std::string, std::string>>;

    explicit UsherProgram(std::vector<std::string> arguments, const Environment& environment = {}) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends[1], 1);
            ::dup2(ends[1], 2);
            for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
            arguments.insert(arguments.begin(), USHER_PROGRAM);
            std::vector<char*> raw;
            for (auto& argument : arguments) raw.push_back(argument.data());
            raw.push_back(nullptr);
            ::execv(raw[0], raw.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        output_ = ends[0];
    }
    ~UsherProgram() {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        ::close(output_);
    }
    UsherProgram(const UsherProgram&) = delete;
    UsherProgram& operator=(const UsherProgram&) = delete;

    /// Reads until it has said `text`, or has ended, or half a minute has passed.
    bool says(const std::string& text) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (said_.find(text) == std::string::npos) {
            if (!read_some(deadline)) return false;
        }
        return true;
    }
    void signal(int number) const { ::kill(child_, number); }
    /// Waits for its end; the exit status, or 128 + signal.
    int status() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (read_some(deadline)) {
        }
        int state = 0;
        ::waitpid(std::exchange(child_, -1), &state, 0);
        return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    }
    const std::string& said() const { return said_; }

  private:
    bool read_some(std::chrono::steady_clock::time_point deadline) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd ready{output_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
        char buffer[4096];
        const auto length = ::read(output_, buffer, sizeof buffer);
        if (length <= 0) return false;
        said_.append(buffer, static_cast<std::size_t>(length));
        return true;
    }

    pid_t child_ = -1;
    int output_ = -1;
    std::string said_;
};

}  // namespace usher::test
