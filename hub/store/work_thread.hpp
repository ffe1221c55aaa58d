// A thread in front of something of the store: work is queued, bounded, and done in order, so that
// whoever asks never waits for a disk. Knows nothing of what is asked.
#pragma once

#include <functional>
#include <utility>

#include "hub/store/worker.hpp"

namespace usher::store {

template <class Subject>
class WorkThread {
  public:
    using Task = std::move_only_function<void(Subject&)>;
    static constexpr std::size_t kTasksMax = Worker::kTasksMax;

    /// `subject` outlives it and is touched by nobody else.
    explicit WorkThread(Subject& subject) : subject_(subject) {}

    /// False when the queue is full. Tasks must not throw.
    bool run(Task task) {
        return worker_.run(
            [&subject = subject_, task = std::move(task)]() mutable { task(subject); });
    }

  private:
    Subject& subject_;
    Worker worker_;  ///< waits for the task at work, drops the others
};

}  // namespace usher::store
