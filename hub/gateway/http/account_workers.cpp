#include "hub/gateway/http/account_workers.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace usher::gateway {

struct AccountWorkers::Shared {
    explicit Shared(net::Loop& l) : loop(l) {}

    std::optional<Work> next() {
        std::unique_lock lock(mutex);
        grown.wait(lock, [&] { return stopping || !quick.empty() || !password.empty(); });
        if (stopping) return std::nullopt;
        auto& lane = quick.empty() ? password : quick;
        Work work = std::move(lane.front());
        lane.pop_front();
        return work;
    }

    net::Loop& loop;
    std::mutex mutex;
    std::condition_variable grown;
    bool stopping = false;
    std::deque<Work> quick;
    std::deque<Work> password;
    std::vector<std::jthread> threads;
};

AccountWorkers::AccountWorkers(net::Loop& loop, std::vector<store::Accounts*> accounts)
    : shared_(std::make_shared<Shared>(loop)) {
    for (store::Accounts* own : accounts) {
        shared_->threads.emplace_back(
            [shared = shared_.get(), own, alive = std::weak_ptr(shared_)] {
                while (auto work = shared->next()) {
                    shared->loop.post([alive, finish = (*work)(*own)]() mutable {
                        if (alive.lock()) finish();
                    });
                }
            });
    }
}

AccountWorkers::~AccountWorkers() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->stopping = true;
    }
    shared_->grown.notify_all();
    shared_->threads.clear();
}

bool AccountWorkers::post(Lane lane, Work work) {
    {
        const std::lock_guard lock(shared_->mutex);
        auto& queue = lane == Lane::quick ? shared_->quick : shared_->password;
        if (queue.size() >= (lane == Lane::quick ? kQuickMax : kPasswordMax)) return false;
        queue.push_back(std::move(work));
    }
    shared_->grown.notify_one();
    return true;
}

}  // namespace usher::gateway
