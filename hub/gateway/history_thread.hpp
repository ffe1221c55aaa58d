// The thread that reads the archive: a bounded queue of work in front of one store::History. Knows
// nothing of versions, sessions or loops.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "hub/store/history.hpp"

namespace usher::gateway {

class HistoryThread {
  public:
    using Task = std::move_only_function<void(store::History&)>;
    static constexpr std::size_t kTasksMax = 4096;

    explicit HistoryThread(store::History& history);
    /// Waits for the task at work, drops the others.
    ~HistoryThread();
    HistoryThread(const HistoryThread&) = delete;
    HistoryThread& operator=(const HistoryThread&) = delete;

    /// False when the queue is full. Tasks must not throw.
    bool run(Task task);

  private:
    void work();

    store::History& history_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace usher::gateway
