#include "hub/gateway/viewers.hpp"

namespace usher::gateway {

bool Viewers::begins(ConversationId conversation, const core::Actor& agent, Timestamp now) {
    const std::pair key{conversation, agent.agent_id()};
    if (viewers_.size() >= kViewersMax && !viewers_.contains(key)) return false;
    auto& viewer = viewers_[key];
    viewer.agent = agent;
    viewer.until = now + kForgetAfter;
    return ++viewer.windows == 1;
}

bool Viewers::ends(ConversationId conversation, const core::Actor& agent) {
    auto found = viewers_.find({conversation, agent.agent_id()});
    if (found == viewers_.end() || found->second.windows == 0) return false;
    if (--found->second.windows > 0) return false;
    viewers_.erase(found);
    return true;
}

void Viewers::heard(ConversationId conversation, const core::Actor& agent, bool viewing,
                    Timestamp now) {
    const std::pair key{conversation, agent.agent_id()};
    auto found = viewers_.find(key);
    if (found != viewers_.end() && found->second.windows > 0) return;
    if (!viewing) {
        viewers_.erase(key);
    } else if (found != viewers_.end() || viewers_.size() < kViewersMax) {
        viewers_[key] = {agent, 0, now + kForgetAfter};
    }
}

std::vector<core::Actor> Viewers::of(ConversationId conversation, Timestamp now) const {
    std::vector<core::Actor> agents;
    for (auto at = viewers_.lower_bound({conversation, {}});
         at != viewers_.end() && at->first.first == conversation; ++at) {
        if (at->second.windows > 0 || at->second.until > now) agents.push_back(at->second.agent);
    }
    return agents;
}

std::vector<std::pair<ConversationId, core::Actor>> Viewers::repeat(Timestamp now) {
    std::erase_if(viewers_, [now](const auto& entry) {
        return entry.second.windows == 0 && entry.second.until <= now;
    });
    std::vector<std::pair<ConversationId, core::Actor>> here;
    for (const auto& [key, viewer] : viewers_) {
        if (viewer.windows > 0) here.emplace_back(key.first, viewer.agent);
    }
    return here;
}

}  // namespace usher::gateway
