// store::Worker without a thread: its tasks are done in order at virtual times, as a disk would.
// Linked instead of hub/store/worker.cpp.
#include "hub/store/worker.hpp"
#include "tests/simulation/task_queue.hpp"

namespace usher::store {
namespace {
constexpr std::uint32_t kDiskUs = 3'000;
}  // namespace

struct Worker::Impl {
    std::shared_ptr<simulation::TaskQueue> tasks = std::make_shared<simulation::TaskQueue>(kDiskUs);
};

Worker::Worker() : impl_(std::make_unique<Impl>()) {}
Worker::~Worker() {
    impl_->tasks->close();
}
bool Worker::run(Task task) {
    if (impl_->tasks->size() >= kTasksMax) return false;
    impl_->tasks->push(std::move(task));
    return true;
}

}  // namespace usher::store
