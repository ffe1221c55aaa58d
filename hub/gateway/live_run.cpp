#include "hub/gateway/live_run.hpp"

namespace usher::gateway {
namespace {

std::vector<std::string_view> views_of(const EventBatch& batch) {
    std::vector<std::string_view> views;
    views.reserve(batch.events.size());
    for (const auto& event : batch.events) views.push_back(event.bytes);
    return views;
}

}  // namespace

void LiveRun::add(const RecentEvent& event) {
    through_seq_ = event.seq;
    events_[static_cast<std::size_t>(Audience::agents)].push_back(event.for_agents.bytes);
    if (event.for_contact.owner) {
        events_[static_cast<std::size_t>(Audience::contact)].push_back(event.for_contact.bytes);
    }
}

const net::Frame& LiveRun::frame(Audience audience, wire::Encoding encoding,
                                 std::uint64_t after_seq) {
    auto& made = encoded_[static_cast<std::size_t>(audience)][static_cast<std::size_t>(encoding)];
    if (!made.frame || made.after_seq != after_seq) {
        const auto& events = events_[static_cast<std::size_t>(audience)];
        made.after_seq = after_seq;
        made.frame = std::make_shared<const std::string>(
            wire::encode(wire::EventRun{conversation_, after_seq, through_seq_, events}, encoding));
    }
    return made.frame;
}

net::Frame frame_of(ConversationId conversation, const EventBatch& batch, std::uint64_t after_seq,
                    wire::Encoding encoding) {
    const auto events = views_of(batch);
    return std::make_shared<const std::string>(
        wire::encode(wire::EventRun{conversation, after_seq, batch.through_seq, events}, encoding));
}

net::Frame history_page_of(ConversationId conversation, const EventBatch& batch,
                           wire::Encoding encoding) {
    const auto events = views_of(batch);
    return std::make_shared<const std::string>(wire::encode_history_page(
        wire::EventRun{conversation, batch.after_seq, batch.through_seq, events}, batch.complete,
        encoding));
}

}  // namespace usher::gateway
