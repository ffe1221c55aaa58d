#include "hub/core/model/agent.hpp"

namespace usher::core {

Units Agent::units_used() const {
    Units used = 0;
    for (const auto& [channel, count] : channels) {
        const auto* weight = weight_of(channel);
        used += count * (weight != nullptr ? weight->weight : kOneConversation);
    }
    return used;
}

bool Agent::has_room(const std::string& channel) const {
    const auto* weight = weight_of(channel);
    if (units_used() + (weight != nullptr ? weight->weight : kOneConversation) > units()) {
        return false;
    }
    if (weight == nullptr || weight->most == 0) return true;
    auto count = channels.find(channel);
    return count == channels.end() || count->second < weight->most;
}

}  // namespace usher::core
