#include "hub/net/sweep.hpp"

namespace usher::net {

std::int64_t steady_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void Sweep::add(std::shared_ptr<Swept> swept) {
    swept->index_ = entries_.size();
    if (swept->is_websocket()) ++websockets_;
    entries_.push_back(std::move(swept));
    if (!waiting_) wait();
}

void Sweep::remove(Swept& swept) {
    if (swept.index_ == Swept::kNowhere) return;
    if (swept.is_websocket()) --websockets_;
    const std::size_t index = swept.index_;
    swept.index_ = Swept::kNowhere;
    const auto last = std::move(entries_[index]);  // may hold the caller's last reference
    if (index + 1 != entries_.size()) {
        entries_[index] = std::move(entries_.back());
        entries_[index]->index_ = index;
    }
    entries_.pop_back();
}

void Sweep::each(const std::function<void(Swept&)>& visit) {
    // From the back: removal puts the last entry, already visited, into the gap.
    for (std::size_t i = entries_.size(); i-- > 0;) {
        if (i >= entries_.size()) continue;
        const auto keep = entries_[i];
        visit(*keep);
    }
}

void Sweep::wait() {
    waiting_ = true;
    timer_.after(interval_, [this] {
        waiting_ = false;
        const std::int64_t now = steady_ms();
        each([now](Swept& swept) { swept.tick(now); });
        if (!entries_.empty() && !waiting_) wait();
    });
}

}  // namespace usher::net
