#include "hub/log/cluster_lane.hpp"

#include <algorithm>
#include <cassert>

namespace usher::log {
namespace {

using State = ClusterCall::State;

// Two nodes that point at each other do so for the moment of a handover; then it is better to wait.
constexpr unsigned kRefusalsInARow = 4;

bool is_asked(const ClusterCall& call) {
    return call.refusal && call.refusal->kind == Refusal::Kind::ask;
}

}  // namespace

void ClusterLane::add(std::shared_ptr<ClusterCall> call) {
    calls_.push_back(std::move(call));
    ++unsent_;
}

std::optional<ClusterLane::Step> ClusterLane::next(const ClusterNode* owner) {
    if (unsent_ == 0 || paused_) return std::nullopt;
    if (held_ && in_flight_ > 0) return std::nullopt;
    held_ = held_ && is_asked(*calls_.front());
    if (held_) {
        const auto& first = *calls_.front()->refusal;
        const auto end = std::ranges::find_if_not(calls_, [&](const auto& call) {
            return is_asked(*call) && call->refusal->node == first.node;
        });
        return Step{first.node, true, static_cast<std::size_t>(end - calls_.begin())};
    }
    if (owner == nullptr) return std::nullopt;
    if (in_flight_ > 0 && sent_to_ != *owner) {
        held_ = true;
        return std::nullopt;
    }
    return Step{*owner, false, unsent_};
}

ClusterLane::Calls ClusterLane::take(const Step& step) {
    assert(step.calls <= unsent_);
    const auto first = calls_.end() - static_cast<std::ptrdiff_t>(unsent_);
    Calls taken(first, first + static_cast<std::ptrdiff_t>(step.calls));
    for (const auto& call : taken) {
        assert(call->state != State::sent);
        call->state = State::sent;
    }
    unsent_ -= step.calls;
    in_flight_ += step.calls;
    held_ = step.asking;
    sent_to_ = step.to;
    return taken;
}

void ClusterLane::refuse(const std::shared_ptr<ClusterCall>& call, Refusal refusal) {
    assert(call->state == State::sent);
    call->state = State::refused;
    --in_flight_;
    ++unsent_;
    held_ = true;
    const bool in_circles = ++call->refusals % kRefusalsInARow == 0;
    if (refusal.kind == Refusal::Kind::later || in_circles) paused_ = true;
    call->refusal = std::move(refusal);
    if (in_circles) call->refusal.reset();
}

ClusterLane::Calls ClusterLane::settle(const std::shared_ptr<ClusterCall>& call,
                                       bool maybe_stored) {
    assert(call->state == State::sent);
    --in_flight_;
    const auto place = std::ranges::find(calls_, call);
    assert(place != calls_.end());
    Calls overtaken;
    if (maybe_stored && place != calls_.begin()) {
        std::copy_if(calls_.begin(), place, std::back_inserter(overtaken), [&](const auto& one) {
            return one->state == State::refused && one->key == call->key;
        });
    }
    calls_.erase(place);
    for (const auto& one : overtaken) drop(one);
    return overtaken;
}

void ClusterLane::drop(const std::shared_ptr<ClusterCall>& call) {
    const auto place = std::ranges::find(calls_, call);
    assert(place != calls_.end() && call->state != State::sent);
    calls_.erase(place);
    --unsent_;
}

ClusterLane::Calls ClusterLane::unsent() const {
    Calls found;
    std::ranges::copy_if(calls_, std::back_inserter(found),
                         [](const auto& call) { return call->state != State::sent; });
    return found;
}

}  // namespace usher::log
