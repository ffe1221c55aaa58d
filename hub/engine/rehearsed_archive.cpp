#include "hub/engine/rehearsed_archive.hpp"

#include <ranges>
#include <set>

#include "hub/base/overloaded.hpp"
#include "hub/core/conversation/recollection.hpp"

namespace usher::engine {

void RehearsedArchive::store(const core::LogEntry& entry) {
    for (const auto& event : entry.events) {
        if (!event.key.empty()) {
            decided_.try_emplace({event.actor.role, event.actor.id, event.key}, event);
        }
        std::visit(overloaded{
                       [&](const core::ContactCreated& e) { contacts_[e.id] = e.profile; },
                       [&](const core::ContactUpdated& e) { contacts_[e.id] = e.profile; },
                       [&](const core::ConversationOpened& e) {
                           conversations_[event.conversation] = {e.contact, e.inbox, {}};
                           conversations_of_[e.contact].push_back(event.conversation);
                       },
                       [](const auto&) {},
                   },
                   event.body);
        if (event.conversation) conversations_[event.conversation].events.push_back(event);
    }
}

Answer RehearsedArchive::answer(const core::Question& question) const {
    return std::visit(
        overloaded{
            [&](const core::WasDecided& q) -> Answer {
                auto found = decided_.find({q.caller.role, q.caller.id, q.command_id});
                return found == decided_.end() ? std::nullopt : std::optional(found->second);
            },
            [&](const core::ContactHistory& q) -> Answer { return recall(q.contact, {}); },
            [&](const core::ConversationHistory& q) -> Answer {
                auto found = conversations_.find(q.conversation);
                if (found == conversations_.end()) {
                    return std::optional<core::ContactRecalled>();
                }
                return recall(found->second.contact, q.conversation);
            },
        },
        question);
}

std::optional<core::ContactRecalled> RehearsedArchive::recall(ContactId contact,
                                                              ConversationId also) const {
    auto known = contacts_.find(contact);
    if (known == contacts_.end()) return {};
    core::ContactRecalled recalled{contact, known->second, {}};
    auto ids = conversations_of_.find(contact);
    if (ids == conversations_of_.end()) return recalled;
    std::set<InboxId> seen;
    for (auto id : std::views::reverse(ids->second)) {
        const auto& conversation = conversations_.at(id);
        const bool newest = seen.insert(conversation.inbox).second;
        if (newest || id == also) recalled.conversations.push_back(recollect(conversation));
    }
    return recalled;
}

core::Conversation RehearsedArchive::recollect(const Conversation& conversation) const {
    core::Recollection recollection;
    for (const auto& event : conversation.events) recollection.add(event);
    return *recollection.take();
}

}  // namespace usher::engine
