#include "hub/core/conversation/recollection.hpp"

#include "hub/core/conversation/apply_conversation.hpp"

namespace usher::core {

void Recollection::add(const Event& event) {
    conversation_ = event.conversation;
    if (const auto* opened = std::get_if<ConversationOpened>(&event.body)) {
        arrival_ = opened->arrival;
    }
    apply_conversation(scratch_, event);
}

std::optional<Conversation> Recollection::take() {
    auto found = scratch_.conversations.find(conversation_);
    if (found == scratch_.conversations.end()) return {};
    found->second.arrival = arrival_;  // in a log too old to say, before all that do
    return std::move(found->second);
}

}  // namespace usher::core
