#include "hub/gateway/agent_snapshot.hpp"

namespace usher::gateway {
namespace {

void by_activity(const core::Workspace& state, std::vector<ConversationId>& ids) {
    std::ranges::sort(ids, {}, [&](ConversationId id) { return state.find(id)->last_activity; });
}

}  // namespace

void AgentSnapshot::start() {
    as_of_ = state_.version;
    for (const auto& frame : list_frames(agents_changed(state_, 0), queues_changed(state_, 0), {},
                                         position_, position_, output_.encoding())) {
        output_.send_bytes(std::make_shared<const std::string>(frame));
    }
    if (position_ != 0) {
        collect_changed(position_);
        return send_batches();
    }
    std::vector<ConversationId> resolved;
    for (const auto& [id, conversation] : state_.conversations) {
        (conversation.open() ? left_ : resolved).push_back(id);
    }
    by_activity(state_, left_);
    by_activity(state_, resolved);
    const auto kept = std::min(resolved.size(), kResolvedMax);
    left_.insert(left_.begin(), resolved.end() - static_cast<std::ptrdiff_t>(kept), resolved.end());
    send_batches();
}

void AgentSnapshot::start_when_room() {
    output_.when_room([weak = weak_from_this()] {
        if (auto self = weak.lock()) self->start();
    });
}

void AgentSnapshot::collect_changed(std::uint64_t since) {
    for (const auto& [id, conversation] : state_.conversations) {
        if (conversation.changed > since) left_.push_back(id);
    }
    by_activity(state_, left_);
}

void AgentSnapshot::send_batches() {
    while (!left_.empty()) {
        if (!output_.open()) return;
        if (!output_.has_room()) {
            return output_.when_room([weak = weak_from_this()] {
                if (auto self = weak.lock()) self->send_batches();
            });
        }
        std::vector<core::ConversationSummary> batch;
        while (!left_.empty() && batch.size() < AgentBroadcast::kSummariesMax) {
            if (const auto* conversation = state_.find(left_.back())) {
                batch.push_back(core::summarize(state_, *conversation));
            }
            left_.pop_back();
        }
        output_.send(wire::ConversationsChanged{batch, position_});
    }
    finish_or_repeat();
}

void AgentSnapshot::finish_or_repeat() {
    if (!output_.open()) return;
    // While a slow reader was waited for, more may have changed than fits in one go.
    const auto since = std::exchange(as_of_, state_.version);
    if (since != state_.version) {
        for (const auto& frame :
             list_frames(agents_changed(state_, since), queues_changed(state_, since), {},
                         position_, position_, output_.encoding())) {
            output_.send_bytes(std::make_shared<const std::string>(frame));
        }
        collect_changed(since);
        if (!left_.empty()) return send_batches();
    }
    done_(state_.version);
}

}  // namespace usher::gateway
