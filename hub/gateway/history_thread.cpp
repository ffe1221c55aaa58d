#include "hub/gateway/history_thread.hpp"

namespace usher::gateway {

HistoryThread::HistoryThread(store::History& history)
    : history_(history), thread_([this] { work(); }) {}

HistoryThread::~HistoryThread() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_one();
    thread_.join();
}

bool HistoryThread::run(Task task) {
    {
        std::lock_guard lock(mutex_);
        if (tasks_.size() >= kTasksMax) return false;
        tasks_.push_back(std::move(task));
    }
    more_.notify_one();
    return true;
}

void HistoryThread::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        more_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
        if (stopping_) return;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task(history_);
        task = nullptr;  // what it captured goes before the lock is held again
        lock.lock();
    }
}

}  // namespace usher::gateway
