// A thread with database connections of its own, for an engine that must know what its memory does
// not hold: starts and recalls ask it, the loop never waits. Work is done in order; what is still
// waiting at the end is dropped.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "hub/net/loop.hpp"
#include "hub/store/open.hpp"

namespace usher::app {

/// What engines ask the store through. `work` runs elsewhere and must not throw; `done` comes on
/// the loop with what it gave, unless the asker is gone by then.
class StoreWorker {
  public:
    using Work = std::move_only_function<void(store::Store&)>;
    virtual ~StoreWorker() = default;
    virtual void run(Work work) = 0;

    template <class T>
    void ask(net::Loop& loop, std::move_only_function<T(store::Store&)> question,
             std::move_only_function<void(T)> done) {
        run([&loop, question = std::move(question),
             done = std::move(done)](store::Store& store) mutable {
            loop.post([answer = question(store), done = std::move(done)]() mutable {
                done(std::move(answer));
            });
        });
    }
};

class StoreThread final : public StoreWorker {
  public:
    explicit StoreThread(std::unique_ptr<store::Store> store);
    ~StoreThread() override;
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    void run(Work work) override;

  private:
    void turn();

    std::unique_ptr<store::Store> store_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Work> waiting_;  ///< bounded by those who ask: an engine has at most 256 questions
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace usher::app
