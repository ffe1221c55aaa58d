#include "hub/log/cluster_lane.hpp"

#include <algorithm>
#include <cassert>

namespace usher::log {
namespace {

using State = ClusterCall::State;

// Two nodes that point at each other do so for the moment of a handover; then it is better to wait.
constexpr unsigned kRefusalsInARow = 4;

bool is_unsent(const ClusterCall& call) {
    return call.state == State::waits || call.state == State::refused;
}

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
    if (held_) {
        if (auto aside = asked_first()) return aside;
        held_ = false;
    }
    if (owner == nullptr) return std::nullopt;
    if (in_flight_ > 0 && sent_to_ != *owner) {
        held_ = true;
        return std::nullopt;
    }
    return Step{*owner, false, unsent_};
}

// The oldest unsent ones, as far as the same node asked for them.
std::optional<ClusterLane::Step> ClusterLane::asked_first() const {
    Step step{.to = {}, .asking = true, .calls = 0};
    for (const auto& call : calls_) {
        if (!is_unsent(*call)) continue;
        if (!is_asked(*call) || (step.calls > 0 && call->refusal->node != step.to)) break;
        step.to = call->refusal->node;
        ++step.calls;
    }
    if (step.calls == 0) return std::nullopt;
    return step;
}

ClusterLane::Calls ClusterLane::take(const Step& step) {
    assert(step.calls <= unsent_);
    // While some are in flight nothing was refused, so the unsent ones are the last ones.
    const auto skipped = in_flight_ > 0 ? calls_.size() - unsent_ : 0;
    Calls taken;
    for (auto i = skipped; taken.size() < step.calls; ++i) {
        if (!is_unsent(*calls_[i])) continue;
        calls_[i]->state = State::sent;
        taken.push_back(calls_[i]);
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

void ClusterLane::settle(const std::shared_ptr<ClusterCall>& call, Result<Reply> result,
                         bool maybe_stored) {
    assert(call->state == State::sent);
    --in_flight_;
    call->state = State::answered;
    call->result = std::move(result);
    if (!maybe_stored) return;
    for (const auto& earlier : calls_) {
        if (earlier == call) return;
        if (earlier->state != State::refused || earlier->key != call->key) continue;
        drop(*earlier, {Error::Kind::unavailable,
                        earlier->reason + "; it was not executed, and a later one may have been"});
    }
}

void ClusterLane::drop(ClusterCall& call, Error why) {
    assert(is_unsent(call));
    call.state = State::answered;
    call.result = std::unexpected(std::move(why));
    --unsent_;
}

void ClusterLane::drop_all(const Error& why) {
    for (const auto& call : calls_) {
        if (is_unsent(*call)) drop(*call, why);
    }
}

ClusterLane::Calls ClusterLane::take_answered() {
    Calls answered;
    while (!calls_.empty() && calls_.front()->state == State::answered) {
        answered.push_back(std::move(calls_.front()));
        calls_.pop_front();
    }
    return answered;
}

}  // namespace usher::log
