#include "hub/core/views/conversation_summary.hpp"

#include "hub/core/views/pseudonym.hpp"

namespace usher::core {

ConversationSummary summarize(const Workspace& workspace, const Conversation& conversation) {
    ConversationSummary summary{
        .id = conversation.id,
        .contact = conversation.contact,
        .contact_name = {},
        .contact_named = false,
        .contact_email = {},
        .inbox = conversation.inbox,
        .channel = {},
        .queue = conversation.queue,
        .status = conversation.status,
        .assignee = conversation.assignee,
        .last_seq = conversation.seq,
        .opened = conversation.opened,
        .last_activity = conversation.last_activity,
        .queued = conversation.waiting() ? conversation.queued : Timestamp{},
        .waiting_since = conversation.waiting_since,
        .preview = conversation.preview,
        .unread = static_cast<std::uint32_t>(conversation.unread.size()),
        .clocks = {conversation.first_response, conversation.next_response,
                   conversation.sla.update, conversation.sla.resolution_first,
                   conversation.sla.resolution_total},
        .offer = conversation.routing.offer,
        .hand_over = conversation.routing.hand_over,
        .tier = conversation.routing.classification.tier,
        .work_status = conversation.sla.status(),
        .sla_policy = conversation.sla.policy,
        .labels = conversation.labels,
        .language = conversation.language,
        .page = conversation.page,
        .contact_delivered_seq = conversation.contact_delivered_seq,
        .contact_read_seq = conversation.contact_read_seq,
        .agent_read_seq = conversation.agent_read_seq,
    };
    if (const auto* contact = workspace.find(conversation.contact)) {
        summary.contact_name = contact->profile.display_name;
        summary.contact_email = contact->profile.email;
    }
    summary.contact_named = !summary.contact_name.empty();
    if (!summary.contact_named) summary.contact_name = pseudonym(conversation.contact);
    if (auto inbox = workspace.inboxes.find(conversation.inbox); inbox != workspace.inboxes.end()) {
        summary.channel = inbox->second.channel;
    }
    return summary;
}

}  // namespace usher::core
