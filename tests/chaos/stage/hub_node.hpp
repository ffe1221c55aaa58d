// One `usher serve` process of a chaos run: its configuration, folder, port and log. The run
// starts, kills, freezes and restarts it by its own pid; the port stays the same.
#pragma once

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/log/child_process.hpp"

namespace usher::chaos {

struct NodePlan {
    std::filesystem::path program;
    std::filesystem::path folder;  ///< configuration and log
    std::filesystem::path data;
    std::filesystem::path web;
    std::uint16_t port = 0;
    std::string redis_url;  ///< empty: embedded
    std::string store_url;  ///< empty: SQLite in data
    std::string roles;      ///< empty: all
    std::string name;       ///< of this node among several that share `data`; empty: the only one
    std::string settings;   ///< further lines of the configuration
};

class HubNode {
  public:
    explicit HubNode(NodePlan plan);

    /// Returns at once; throws when the program cannot be started.
    void start();
    /// From the next start on, over the run's own.
    void set_environment(std::vector<std::pair<std::string, std::string>> environment) {
        environment_ = std::move(environment);
    }
    /// From the next start on.
    void set_program(std::filesystem::path program) { plan_.program = std::move(program); }
    /// Whether people can come to this one.
    bool serves_people() const;
    /// Whether /readyz says 200 now.
    bool ready() const;
    bool running() { return child_ && !child_->wait(std::chrono::milliseconds(0)); }
    /// SIGKILL, and reaps.
    void kill();
    void pause() { child_->signal(SIGSTOP); }
    void resume() { child_->signal(SIGCONT); }
    void signal(int number) { child_->signal(number); }
    /// "exited with 0" once it has ended by itself or by a signal.
    std::optional<std::string> ended(std::chrono::milliseconds limit) {
        return child_->wait(limit);
    }

    std::uint16_t port() const { return plan_.port; }
    int pid() const { return child_ ? child_->pid() : 0; }
    const NodePlan& plan() const { return plan_; }
    /// Of the running process, from /proc; 0 when it is gone.
    std::uint64_t rss_bytes() const;
    std::size_t open_files() const;
    double cpu_s() const;
    /// The end of its log.
    std::string last_words() const;
    /// How often this text stands in its log.
    std::size_t said(const std::string& text) const;

  private:
    NodePlan plan_;
    std::vector<std::pair<std::string, std::string>> environment_;
    std::optional<log::ChildProcess> child_;
};

/// Empty pages, so that the program finds what it serves.
void make_pages(const std::filesystem::path& folder);
/// `usher agent add` with this configuration; throws when it does not work.
void add_agent(const HubNode& node, const std::string& email, const std::string& password);

}  // namespace usher::chaos
