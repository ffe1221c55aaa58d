// One thread that does what it is given, in order: work is queued, bounded, and whoever asks never
// waits for a disk. WorkThread puts something of the store behind it; it knows nothing of that.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace usher::store {

class Worker {
  public:
    using Task = std::move_only_function<void()>;
    static constexpr std::size_t kTasksMax = 4096;

    Worker();
    /// Waits for the task at work, drops the others.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// False when the queue is full. Tasks must not throw.
    bool run(Task task);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace usher::store
