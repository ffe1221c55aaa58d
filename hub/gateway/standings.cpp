#include "hub/gateway/standings.hpp"

namespace usher::gateway {

Standings::Standings(const GatewayContext& context, const core::Workspace& state,
                     const CustomerFollowers& customers)
    : state_(state),
      customers_(customers),
      soon_(context.loop, context.options.broadcast_interval, [this] { tell_changed(); }),
      places_(context.loop, context.options.places_interval, [this] { tell_places(); }) {}

void Standings::on_entry(const core::LogEntry& entry) {
    if (customers_.empty()) return;
    for (const auto& event : entry.events) {
        const auto* conversation = state_.find(event.conversation);
        if (conversation == nullptr || customers_.of(conversation->contact).empty()) continue;
        changed_.insert(event.conversation);
    }
    if (!changed_.empty()) soon_.request();
    for (const auto& [id, queue] : state_.queues) {
        if (queue.changed > places_told_ && !queue.waiting.empty()) return places_.request();
    }
}

void Standings::clear() {
    changed_.clear();
    places_told_ = 0;
}

void Standings::tell_changed() {
    for (auto id : std::exchange(changed_, {})) {
        const auto* conversation = state_.find(id);
        if (conversation == nullptr) continue;
        tell(*conversation, core::place_in_queue(state_, *conversation));
    }
}

void Standings::tell_places() {
    const auto since = std::exchange(places_told_, state_.version);
    for (const auto& [id, queue] : state_.queues) {
        if (queue.changed <= since) continue;
        std::uint32_t place = 0;
        for (const auto& waiting : queue.waiting) {
            ++place;
            const auto* conversation = state_.find(waiting.conversation);
            if (conversation != nullptr) tell(*conversation, place);
        }
    }
}

void Standings::tell(const core::Conversation& conversation, std::uint32_t place) {
    const auto followers = customers_.of(conversation.contact);
    if (followers.empty()) return;
    const auto view = core::customer_view(state_, conversation, place);
    for (auto* follower : followers) follower->on_standing(view);
}

}  // namespace usher::gateway
