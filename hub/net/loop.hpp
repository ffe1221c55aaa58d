// The event loop of one role: one thread, everything on it runs in turn. Rooms above never see
// Asio; they get Loop and Timer. Never shared between threads except through post() and stop().
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "hub/base/timestamp.hpp"

namespace usher::net {

class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until stop(), or until nothing is left to wait for.
    void run();
    /// Runs handlers one by one until `done` says so, before run() is called for good.
    void run_until(const std::function<bool()>& done);
    /// Safe from any thread and from a signal watcher; run() returns after the handler at work.
    void stop();
    /// Runs `task` later on the loop's thread. Safe from any thread.
    void post(std::move_only_function<void()> task);
    /// Calls `handler` on the loop's thread for SIGTERM and SIGINT, each time one arrives.
    void on_stop_signal(std::function<void(int)> handler);

    /// Wall clock, UTC. The only clock of the rooms above net.
    Timestamp now() const;

    /// For the .cpp files of net and log only: boost::asio::io_context.
    void* native();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One pending wait at a time; a new wait replaces the old one, destruction cancels it. Handlers
/// never run after cancel() or destruction.
class Timer {
  public:
    explicit Timer(Loop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    void after(std::chrono::milliseconds delay, std::move_only_function<void()> task);
    void cancel();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::net
