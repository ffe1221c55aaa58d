// The state of one workspace: what applying its log gives, and nothing else. The engine decides on it,
// gateways keep a copy to show. Indexes inside are kept by apply() and never written by anybody else.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "hub/core/model/agent.hpp"
#include "hub/core/model/conversation.hpp"
#include "hub/core/model/event.hpp"
#include "hub/core/model/recent_keys.hpp"

namespace usher::core {

struct Queue {
    QueueDefined definition;
    /// Waiting conversations, longest first.
    std::set<std::pair<Timestamp, ConversationId>> waiting;
    std::uint64_t changed = 0;
};

struct Contact {
    ContactId id;
    Profile profile;
    std::vector<ConversationId> conversations;  ///< oldest first
};

struct Workspace {
    WorkspaceId id;
    std::string name;
    std::uint64_t version = 0;  ///< of the last log entry applied

    std::map<QueueId, Queue> queues;
    std::map<InboxId, InboxDefined> inboxes;
    std::map<AgentId, Agent> agents;
    std::unordered_map<ContactId, Contact> contacts;
    std::unordered_map<ConversationId, Conversation> conversations;

    /// The instants at which a running clock breaches, soonest first.
    std::set<std::pair<Timestamp, ConversationId>> clock_deadlines;
    /// Agents without a console, by when they left, while they still hold open conversations.
    std::set<std::pair<Timestamp, AgentId>> absent_agents;
    RecentKeys recent;

    const Conversation* find(ConversationId conversation) const {
        auto it = conversations.find(conversation);
        return it == conversations.end() ? nullptr : &it->second;
    }
    const Agent* find(AgentId agent) const {
        auto it = agents.find(agent);
        return it == agents.end() ? nullptr : &it->second;
    }
    const Contact* find(ContactId contact) const {
        auto it = contacts.find(contact);
        return it == contacts.end() ? nullptr : &it->second;
    }
    const InboxDefined* inbox_of_site(std::string_view site_key) const {
        for (const auto& [inbox_id, inbox] : inboxes) {
            if (inbox.site_key == site_key) return &inbox;
        }
        return nullptr;
    }
};

}  // namespace usher::core
