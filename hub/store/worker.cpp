#include "hub/store/worker.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace usher::store {

struct Worker::Impl {
    std::mutex mutex;
    std::condition_variable more;
    std::deque<Task> tasks;
    bool stopping = false;
    std::thread thread{[this] { work(); }};

    void work() {
        std::unique_lock lock(mutex);
        while (true) {
            more.wait(lock, [this] { return stopping || !tasks.empty(); });
            if (stopping) return;
            auto task = std::move(tasks.front());
            tasks.pop_front();
            lock.unlock();
            task();
            task = nullptr;  // what it captured goes before the lock is held again
            lock.lock();
        }
    }
};

Worker::Worker() : impl_(std::make_unique<Impl>()) {}

Worker::~Worker() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->more.notify_one();
    impl_->thread.join();
}

bool Worker::run(Task task) {
    {
        const std::scoped_lock lock(impl_->mutex);
        if (impl_->tasks.size() >= kTasksMax) return false;
        impl_->tasks.push_back(std::move(task));
    }
    impl_->more.notify_one();
    return true;
}

}  // namespace usher::store
