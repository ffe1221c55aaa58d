// net::Loop and net::Timer in virtual time, with the promises of hub/net/loop.hpp.
#include "tests/simulation/virtual_loop.hpp"

#include <cassert>

namespace usher::net {

using simulation::Instant;
using simulation::Scheduler;
using simulation::TaskQueue;

namespace {
constexpr std::uint32_t kTurnUs = 40;
}  // namespace

struct Loop::Impl {
    std::shared_ptr<TaskQueue> tasks = std::make_shared<TaskQueue>(kTurnUs);
    bool stopped = false;
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() {
    impl_->tasks->close();
}
// Everybody's loop is turned by the scheduler.
void Loop::run() {
    run_until([] { return false; });
}
void Loop::run_until(const std::function<bool()>& done) {
    auto& scheduler = Scheduler::current();
    while (!impl_->stopped && !done()) scheduler.run_until(scheduler.now() + simulation::kMs);
}
void Loop::stop() {
    impl_->stopped = true;
}
void Loop::post(std::move_only_function<void()> task) {
    impl_->tasks->push(std::move(task));
}
void Loop::on_stop_signal(std::function<void(int)>) {}
Timestamp Loop::now() const {
    const auto& place = impl_->tasks->place();
    return Timestamp{std::chrono::seconds(simulation::kFirstSecond)} +
           Duration{Scheduler::current().now() + (place ? place->skew : 0)};
}
void* Loop::native() {
    return &impl_->tasks;
}

struct Timer::Impl : std::enable_shared_from_this<Timer::Impl> {
    explicit Impl(std::shared_ptr<TaskQueue> on) : tasks(std::move(on)) {}
    std::weak_ptr<TaskQueue> tasks;
    std::move_only_function<void()> task;
    unsigned generation = 0;

    void fire(unsigned wanted) {
        if (wanted != generation || !task) return;
        auto due = std::move(task);
        task = nullptr;
        due();
    }
};

Timer::Timer(Loop& loop) : impl_(std::make_shared<Impl>(simulation::tasks_of(loop))) {}
Timer::~Timer() {
    cancel();
}

void Timer::after(std::chrono::milliseconds delay, std::move_only_function<void()> task) {
    impl_->task = std::move(task);
    const unsigned generation = ++impl_->generation;
    const auto tasks = impl_->tasks.lock();
    if (!tasks) return;
    auto& scheduler = Scheduler::current();
    const Instant due = scheduler.now() + std::max<Instant>(delay.count(), 0) * simulation::kMs;
    scheduler.at(due, tasks->lane(), [weak = std::weak_ptr(impl_), generation] {
        const auto impl = weak.lock();
        if (!impl || impl->generation != generation) return;
        if (const auto on = impl->tasks.lock())
            on->push([impl, generation] { impl->fire(generation); });
    });
}

void Timer::cancel() {
    ++impl_->generation;
    impl_->task = nullptr;
}

}  // namespace usher::net

namespace usher::simulation {

std::shared_ptr<TaskQueue> tasks_of(net::Loop& loop) {
    return *static_cast<std::shared_ptr<TaskQueue>*>(loop.native());
}

}  // namespace usher::simulation
