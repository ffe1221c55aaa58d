#include "hub/core/workspace/memory.hpp"

#include <tuple>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/contact_change.hpp"
#include "hub/core/workspace/indexes.hpp"

namespace usher::core {

Events forget(const Workspace& workspace, Timestamp now, std::uint64_t archived) {
    EventWriter events(workspace, Actor::system(), now, now);
    std::size_t count = 0;
    for (const auto& [changed, id] : workspace.quiet_contacts) {
        const bool due = workspace.contacts.at(id).last_change + kForgetAfter <= now;
        if (changed > archived || !due || ++count > kForgetMax) break;
        events.add(ContactForgotten{id});
    }
    return events.take();
}

Timestamp next_forgetting(const Workspace& workspace, std::uint64_t archived) {
    if (workspace.quiet_contacts.empty()) return kNever;
    const auto& [changed, id] = *workspace.quiet_contacts.begin();
    return changed > archived ? kNever : workspace.contacts.at(id).last_change + kForgetAfter;
}

void forget(Workspace& workspace, const ContactForgotten& forgotten) {
    auto found = workspace.contacts.find(forgotten.contact);
    if (found == workspace.contacts.end()) return;
    const auto& contact = found->second;
    auto& bound = workspace.forgotten;
    bound.until = std::max(bound.until, contact.id.made());
    bound.version = std::max(bound.version, contact.changed);
    workspace.quiet_contacts.erase({contact.changed, contact.id});
    for (auto id : contact.conversations) workspace.conversations.erase(id);
    workspace.contacts.erase(found);
}

void recall(Workspace& workspace, const ContactRecalled& recalled, const Event& event) {
    auto [at, fresh] = workspace.contacts.try_emplace(recalled.contact);
    auto& contact = at->second;
    const ContactChange change(workspace, contact, event);
    if (fresh) {
        contact.id = recalled.contact;
        contact.profile = recalled.profile;
    }
    for (const auto& conversation : recalled.conversations) {
        auto [place, missing] = workspace.conversations.try_emplace(conversation.id, conversation);
        if (!missing) continue;
        place->second.changed = workspace.version;
        index_conversation(workspace, place->second);
        contact.open += conversation.open();
        contact.conversations.push_back(conversation.id);
    }
    std::ranges::sort(contact.conversations, {}, [&](ConversationId id) {
        const auto& conversation = workspace.conversations.at(id);
        return std::tuple(conversation.arrival, conversation.opened, id);
    });
}

}  // namespace usher::core
