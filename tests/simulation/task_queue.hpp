// Tasks of one lane, done one by one in order, each a seeded moment after the one before; they rest
// while their machine is paused, and are dropped when their owner goes. Loops and workers of the
// simulation are made of it.
#pragma once

#include <deque>

#include "tests/simulation/scheduler.hpp"

namespace usher::simulation {

class TaskQueue : public std::enable_shared_from_this<TaskQueue> {
  public:
    /// Between two tasks pass 1 to `gap_us` microseconds.
    explicit TaskQueue(std::uint32_t gap_us)
        : place_(Scheduler::current().here()),
          lane_(Scheduler::current().new_lane()),
          random_(Scheduler::current().random_of(lane_)),
          gap_us_(gap_us) {}

    void push(Scheduler::Task task) {
        if (closed_) return;
        tasks_.push_back(std::move(task));
        arm();
    }
    /// Nothing runs any more.
    void close() {
        closed_ = true;
        tasks_.clear();
    }
    /// The next tasks take so much longer.
    void slow_down(std::uint32_t gap_us) { gap_us_ = gap_us; }

    std::size_t size() const { return tasks_.size(); }
    std::uint64_t lane() const { return lane_; }
    const std::shared_ptr<Place>& place() const { return place_; }

  private:
    void arm() {
        if (armed_ || closed_ || tasks_.empty()) return;
        armed_ = true;
        auto& scheduler = Scheduler::current();
        scheduler.at(scheduler.now() + 1 + random_.below(gap_us_), lane_,
                     [weak = weak_from_this()] {
                         if (auto self = weak.lock()) self->turn();
                     });
    }
    void turn() {
        if (closed_) return;
        if (place_ && place_->paused) {
            place_->on_resume.push_back([weak = weak_from_this()] {
                auto self = weak.lock();
                if (!self) return;
                self->armed_ = false;
                self->arm();
            });
            return;
        }
        armed_ = false;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        const Inside here(place_);
        task();
        task = nullptr;
        arm();
    }

    std::shared_ptr<Place> place_;
    std::uint64_t lane_;
    Random random_;
    std::uint32_t gap_us_;
    std::deque<Scheduler::Task> tasks_;
    bool armed_ = false;
    bool closed_ = false;
};

}  // namespace usher::simulation
