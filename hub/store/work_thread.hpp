// A thread in front of something of the store: work is queued, bounded, and done in order, so that
// whoever asks never waits for a disk. Knows nothing of what is asked.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace usher::store {

template <class Subject>
class WorkThread {
  public:
    using Task = std::move_only_function<void(Subject&)>;
    static constexpr std::size_t kTasksMax = 4096;

    /// `subject` outlives it and is touched by nobody else.
    explicit WorkThread(Subject& subject) : subject_(subject), thread_([this] { work(); }) {}
    /// Waits for the task at work, drops the others.
    ~WorkThread() {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
        }
        more_.notify_one();
        thread_.join();
    }
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    /// False when the queue is full. Tasks must not throw.
    bool run(Task task) {
        {
            const std::scoped_lock lock(mutex_);
            if (tasks_.size() >= kTasksMax) return false;
            tasks_.push_back(std::move(task));
        }
        more_.notify_one();
        return true;
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            more_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (stopping_) return;
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task(subject_);
            task = nullptr;  // what it captured goes before the lock is held again
            lock.lock();
        }
    }

    Subject& subject_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace usher::store
