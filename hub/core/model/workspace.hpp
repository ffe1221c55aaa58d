// The state of one workspace: what applying its log gives, and nothing else. The engine decides on it,
// gateways keep a copy to show. A contact is in memory with its newest conversation of each inbox, or not at
// all; who is not may be in the archive (Forgotten). Indexes inside are kept by apply() and never written by anybody else.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "hub/core/model/agent.hpp"
#include "hub/core/model/conversation.hpp"
#include "hub/core/model/event.hpp"
#include "hub/core/model/recent_keys.hpp"
#include "hub/core/model/waiting_line.hpp"
#include "hub/core/routing/wait_history.hpp"
#include "hub/core/sla/rules.hpp"

namespace usher::core {

inline WaitingPlace waiting_place(const Conversation& conversation) {
    return {conversation.queued - conversation.routing.plan.head_start, conversation.queued,
            conversation.arrival, conversation.id};
}

struct Queue {
    QueueDefined definition;
    QueueRouting routing;
    WaitingLine waiting;       ///< the next to be served first, those who are being offered included
    WaitHistory history;
    Lanes lanes;               ///< who waits and is not being offered, by what he needs
    std::set<AgentRank> free;  ///< agents who work here and have room, the next to be chosen first
    std::uint64_t changed = 0;
};

struct Contact {
    ContactId id;
    Profile profile;
    std::vector<ConversationId> conversations;  ///< those in memory, oldest first
    std::uint32_t open = 0;     ///< how many of them are open
    Timestamp last_change{};    ///< when the last event of it, or of one of them, was decided
    std::uint64_t changed = 0;  ///< log version of that
    bool operator==(const Contact&) const = default;
};

/// What contacts left memory, as a bound: who is newer than `until` was never forgotten. Zero: nobody was.
/// The archive has what was forgotten at log version `version`.
struct Forgotten {
    Timestamp until{};  ///< the latest instant any of their ids was made at
    std::uint64_t version = 0;
    bool operator==(const Forgotten&) const = default;
};

struct Workspace {
    WorkspaceId id;
    std::string name;
    std::uint64_t version = 0;  ///< of the last log entry applied
    std::uint64_t opened = 0;   ///< conversations ever opened

    std::map<QueueId, Queue> queues;
    std::map<InboxId, InboxDefined> inboxes;
    std::map<AgentId, Agent> agents;
    std::map<TeamId, Team> teams;
    std::vector<Tier> tiers;
    SlaRules sla;
    std::unordered_map<ContactId, Contact> contacts;
    std::unordered_map<ConversationId, Conversation> conversations;

    /// The instants at which a clock breaches or warns, soonest first.
    std::set<std::pair<Timestamp, ConversationId>> clock_deadlines;
    /// Agents without a console, by when they left, while they still hold open conversations.
    std::set<std::pair<Timestamp, AgentId>> absent_agents;
    /// Contacts without an open conversation, by when (in versions) something last changed.
    std::set<std::pair<std::uint64_t, ContactId>> quiet_contacts;
    /// When an offer ends, a need is given up, a round begins anew, or a queue was too slow; soonest first.
    std::set<std::pair<Timestamp, ConversationId>> routing_deadlines;
    RoutingNews news;
    RecentKeys recent;
    Forgotten forgotten;

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
    /// In use or not.
    const InboxDefined* inbox_of_site(std::string_view site_key) const {
        for (const auto& [inbox_id, inbox] : inboxes) {
            if (inbox.site_key == site_key) return &inbox;
        }
        return nullptr;
    }
};

}  // namespace usher::core
