#include "tests/simulation/scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace usher::simulation {
namespace {

Scheduler* the_one = nullptr;

}  // namespace

Scheduler::Scheduler(std::uint64_t seed) : seed_(seed) {
    assert(the_one == nullptr);
    the_one = this;
}

Scheduler::~Scheduler() {
    // What waits may hold anything; none of it runs.
    auto left = std::move(heap_);
    heap_.clear();
    left.clear();
    the_one = nullptr;
}

Scheduler& Scheduler::current() {
    assert(the_one != nullptr);
    return *the_one;
}

bool Scheduler::exists() {
    return the_one != nullptr;
}

bool Scheduler::later(const Event& a, const Event& b) {
    if (a.at != b.at) return a.at > b.at;
    return a.lane != b.lane ? a.lane > b.lane : a.nth > b.nth;
}

void Scheduler::at(Instant when, std::uint64_t lane, Task task) {
    heap_.push_back({std::max(when, now_), lane, ++nth_, std::move(task)});
    std::ranges::push_heap(heap_, later);
}

void Scheduler::run_until(Instant end) {
    while (!heap_.empty() && heap_.front().at <= end) {
        std::ranges::pop_heap(heap_, later);
        auto event = std::move(heap_.back());
        heap_.pop_back();
        now_ = event.at;
        ++events_;
        mix(static_cast<std::uint64_t>(event.at));
        mix(event.lane);
        event.task();
    }
    now_ = std::max(now_, end);
}

void Scheduler::resume(Place& place) {
    if (!std::exchange(place.paused, false)) return;
    for (auto& each : std::exchange(place.on_resume, {})) each();
}

void Scheduler::note(const std::string& line) {
    for (const char c : line) mix(static_cast<unsigned char>(c));
    if (traced) {
        fmt::print("{:10.6f} {:<9} {}\n", static_cast<double>(now_) / kSecond,
                   here_ ? here_->name : "", line);
    }
}

Inside::Inside(std::shared_ptr<Place> place)
    : before_(std::exchange(Scheduler::current().here_, std::move(place))) {}

Inside::~Inside() {
    Scheduler::current().here_ = std::move(before_);
}

}  // namespace usher::simulation
