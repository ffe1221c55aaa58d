// A conversation as a line of the console's list. Pure; made by the gateway from its own copy of
// the workspace whenever a conversation changed.
#pragma once

#include <array>
#include <string>

#include "hub/core/model/workspace.hpp"

namespace usher::core {

struct ConversationSummary {
    ConversationId id;
    ContactId contact;
    std::string contact_name;    ///< a given name, or the pseudonym
    bool contact_named = false;  ///< the customer gave the name himself
    std::string contact_email;
    InboxId inbox;
    std::string channel;
    QueueId queue;
    ConversationStatus status = ConversationStatus::none;
    AgentId assignee;  ///< empty: waits in its queue
    std::uint64_t last_seq = 0;
    Timestamp opened{};
    Timestamp last_activity{};
    Timestamp queued{};         ///< zero unless it waits in its queue
    Timestamp waiting_since{};  ///< oldest unanswered customer message; zero when none
    Preview preview;
    std::uint32_t unread = 0;  ///< customer messages no agent has read
    /// The current cycle of each target; target none where there is no clock.
    std::array<SlaClock, kSlaTargets.size()> clocks;
    std::optional<Offer> offer;  ///< who is being asked for it
    std::optional<HandOver> hand_over;  ///< where its owner passes it on
    std::string tier;
    WorkStatus work_status = WorkStatus::open;
    std::string sla_policy;  ///< empty: the times of its queue
    std::vector<std::string> labels;
    std::string language;
    PageContext page;
    std::uint64_t contact_delivered_seq = 0;
    std::uint64_t contact_read_seq = 0;
    std::uint64_t agent_read_seq = 0;
};

ConversationSummary summarize(const Workspace& workspace, const Conversation& conversation);

}  // namespace usher::core
