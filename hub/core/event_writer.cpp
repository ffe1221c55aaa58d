#include "hub/core/event_writer.hpp"

namespace usher::core {

EventWriter::Last& EventWriter::last_of(ConversationId conversation) {
    auto [it, added] = last_.try_emplace(conversation, Last{0, Timestamp{}});
    if (added) {
        if (const auto* known = workspace_.find(conversation)) {
            it->second = {known->seq, known->last_event};
        }
    }
    return it->second;
}

void EventWriter::add(EventBody body, std::string key) {
    events_.push_back({{}, 0, occurred_, now_, actor_, std::move(key), std::move(body)});
}

void EventWriter::add(ConversationId conversation, EventBody body, std::string key) {
    auto& last = last_of(conversation);
    last.occurred = std::max(last.occurred, occurred_);
    events_.push_back(
        {conversation, ++last.seq, last.occurred, now_, actor_, std::move(key), std::move(body)});
}

void EventWriter::add_as(Actor actor, Timestamp occurred, ConversationId conversation,
                         EventBody body) {
    auto& last = last_of(conversation);
    events_.push_back(
        {conversation, ++last.seq, occurred, now_, std::move(actor), {}, std::move(body)});
    last.occurred = std::max(last.occurred, occurred);
}

}  // namespace usher::core
