#include "hub/app/engine/store_thread.hpp"

namespace usher::app {

StoreThread::StoreThread(std::unique_ptr<store::Store> store)
    : store_(std::move(store)), thread_([this] { turn(); }) {}

StoreThread::~StoreThread() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    more_.notify_one();
    thread_.join();
}

void StoreThread::run(Work work) {
    {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(std::move(work));
    }
    more_.notify_one();
}

void StoreThread::turn() {
    for (;;) {
        Work work;
        {
            std::unique_lock lock(mutex_);
            more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work(*store_);
    }
}

}  // namespace usher::app
