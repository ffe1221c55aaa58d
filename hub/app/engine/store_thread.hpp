// Database connections of an engine's own, with a thread: starts and recalls ask them what memory
// does not hold, and the loop never waits.
#pragma once

#include <functional>
#include <memory>

#include "hub/net/loop.hpp"
#include "hub/store/open.hpp"
#include "hub/store/work_thread.hpp"

namespace usher::app {

class StoreThread {
  public:
    explicit StoreThread(std::unique_ptr<store::Store> store)
        : store_(std::move(store)), thread_(*store_) {}

    /// `question` runs on the thread and must not throw; `done` comes on the loop with the answer.
    /// False, and neither is called, when too many questions wait.
    template <class T>
    bool ask(net::Loop& loop, std::move_only_function<T(store::Store&)> question,
             std::move_only_function<void(T)> done) {
        return thread_.run([&loop, question = std::move(question),
                            done = std::move(done)](store::Store& store) mutable {
            loop.post([answer = question(store), done = std::move(done)]() mutable {
                done(std::move(answer));
            });
        });
    }

  private:
    std::unique_ptr<store::Store> store_;
    store::WorkThread<store::Store> thread_;
};

}  // namespace usher::app
