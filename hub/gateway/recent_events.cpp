#include "hub/gateway/recent_events.hpp"

#include <algorithm>

#include "hub/wire/codec.hpp"

namespace usher::gateway {
namespace {

/// Whether a contact gets the very bytes that are stored.
bool unchanged_for_contact(const core::Event& event) {
    return event.actor.is_contact() && std::holds_alternative<core::MessageAdded>(event.body);
}

}  // namespace

std::shared_ptr<const std::string> bytes_for(const core::Event& event, Audience audience) {
    if (audience == Audience::agents) {
        return std::make_shared<const std::string>(wire::encode_event(event));
    }
    if (!core::visible_to_contact(event)) return nullptr;
    return std::make_shared<const std::string>(wire::encode_event(core::for_contact(event)));
}

const RecentEvent& RecentEvents::add(const core::Event& event, std::string_view slice,
                                     const std::shared_ptr<const std::string>& entry) {
    RecentEvent kept{event.seq, {entry, slice}, {}};
    if (core::visible_to_contact(event)) {
        if (unchanged_for_contact(event)) {
            kept.for_contact = kept.for_agents;
        } else {
            auto bytes = bytes_for(event, Audience::contact);
            kept.for_contact = {bytes, *bytes};
        }
    }
    bytes_ += cost_of(kept);
    order_.push_back(event.conversation);
    return by_conversation_[event.conversation].emplace_back(std::move(kept));
}

void RecentEvents::trim() {
    while (order_.size() > events_max_ || bytes_ > bytes_max_) {
        auto found = by_conversation_.find(order_.front());
        order_.pop_front();
        bytes_ -= cost_of(found->second.front());
        found->second.pop_front();
        if (found->second.empty()) by_conversation_.erase(found);
    }
}

void RecentEvents::clear() {
    by_conversation_.clear();
    order_.clear();
    bytes_ = 0;
}

std::size_t RecentEvents::cost_of(const RecentEvent& event) {
    const bool shared = event.for_contact.owner == event.for_agents.owner;
    return 160 + event.for_agents.bytes.size() + (shared ? 0 : event.for_contact.bytes.size());
}

std::optional<EventBatch> RecentEvents::after(ConversationId conversation, std::uint64_t after_seq,
                                              Audience audience, BatchLimit limit) const {
    auto found = by_conversation_.find(conversation);
    if (found == by_conversation_.end()) return std::nullopt;
    const auto& kept = found->second;
    if (kept.front().seq > after_seq + 1) return std::nullopt;
    EventBatch batch{after_seq, after_seq, {}, true};
    std::size_t bytes = 0;
    // The numbers have no gap, so the place of the next one is known.
    for (auto i = static_cast<std::size_t>(after_seq + 1 - kept.front().seq); i < kept.size();
         ++i) {
        const auto& event = kept[i].bytes(audience);
        if (event.owner) {
            bytes += event.bytes.size();
            if (!batch.events.empty() &&
                (batch.events.size() >= limit.events || bytes > limit.bytes)) {
                batch.complete = false;
                break;
            }
            batch.events.push_back(event);
        }
        batch.through_seq = kept[i].seq;
    }
    return batch;
}

std::optional<EventBatch> RecentEvents::before(ConversationId conversation,
                                               std::uint64_t before_seq, Audience audience,
                                               BatchLimit limit) const {
    auto found = by_conversation_.find(conversation);
    if (found == by_conversation_.end()) return std::nullopt;
    const auto& kept = found->second;
    if (before_seq == 0) before_seq = kept.back().seq + 1;
    if (before_seq <= kept.front().seq || before_seq > kept.back().seq + 1) return std::nullopt;
    EventBatch batch{before_seq - 1, before_seq - 1, {}, true};
    std::size_t bytes = 0;
    for (auto i = static_cast<std::size_t>(before_seq - kept.front().seq); i-- > 0;) {
        const auto& event = kept[i].bytes(audience);
        if (event.owner) {
            bytes += event.bytes.size();
            if (!batch.events.empty() &&
                (batch.events.size() >= limit.events || bytes > limit.bytes)) {
                batch.complete = false;
                break;
            }
            batch.events.push_back(event);
        }
        batch.after_seq = kept[i].seq - 1;
    }
    if (batch.complete && batch.after_seq != 0) return std::nullopt;
    std::ranges::reverse(batch.events);
    return batch;
}

}  // namespace usher::gateway
