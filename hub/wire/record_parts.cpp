#include "hub/wire/record_parts.hpp"

#include "hub/wire/routing_parts.hpp"
#include "hub/wire/sla_parts.hpp"
#include "hub/wire/to_proto.hpp"

namespace usher::wire {

void to_proto(const core::Conversation& conversation, v1::ConversationRecord& out) {
    out.set_conversation_id(conversation.id.text());
    out.set_contact_id(id_text(conversation.contact));
    out.set_inbox_id(id_text(conversation.inbox));
    out.set_queue_id(id_text(conversation.queue));
    out.set_status(conversation.open() ? v1::OPEN : v1::RESOLVED);
    out.set_assignee_id(id_text(conversation.assignee));
    out.set_seq(conversation.seq);
    out.set_arrival(conversation.arrival);
    out.set_opened_ms(instant_ms(conversation.opened));
    out.set_last_activity_ms(instant_ms(conversation.last_activity));
    out.set_queued_ms(instant_ms(conversation.queued));
    out.set_waiting_since_ms(instant_ms(conversation.waiting_since));
    out.set_last_event_ms(instant_ms(conversation.last_event));
    out.set_answered(conversation.answered);
    out.set_preview_text(conversation.preview.text);
    out.set_preview_role(static_cast<v1::Role>(conversation.preview.role));
    out.set_preview_note(conversation.preview.note);
    out.mutable_unread()->Add(conversation.unread.begin(), conversation.unread.end());
    out.set_agent_read_seq(conversation.agent_read_seq);
    out.set_contact_delivered_seq(conversation.contact_delivered_seq);
    out.set_contact_read_seq(conversation.contact_read_seq);
    if (conversation.first_response.exists()) {
        to_proto(conversation.first_response, *out.mutable_first_response());
    }
    if (conversation.next_response.exists()) {
        to_proto(conversation.next_response, *out.mutable_next_response());
    }
    out.set_language(conversation.language);
    to_proto(conversation.page, *out.mutable_page());
    out.set_changed(conversation.changed);
    out.set_channel(conversation.channel);
    if (conversation.routing != core::RoutingState{}) {
        to_proto(conversation.routing, *out.mutable_routing());
    }
    to_proto(conversation.sla, *out.mutable_sla());
    for (const auto& label : conversation.labels) out.add_labels(label);
}

core::Conversation from_proto(const v1::ConversationRecord& record, Reader& reader) {
    core::Conversation conversation;
    conversation.id = reader.id<ConversationId>(record.conversation_id(), "conversation_id");
    conversation.contact = reader.id<ContactId>(record.contact_id(), "contact_id");
    conversation.inbox = reader.id<InboxId>(record.inbox_id(), "inbox_id");
    conversation.queue = reader.id<QueueId>(record.queue_id(), "queue_id");
    conversation.status = record.status() == v1::RESOLVED ? core::ConversationStatus::resolved
                                                          : core::ConversationStatus::open;
    conversation.assignee = reader.id<AgentId>(record.assignee_id(), "assignee_id");
    conversation.seq = record.seq();
    conversation.arrival = record.arrival();
    conversation.opened = instant(record.opened_ms());
    conversation.last_activity = instant(record.last_activity_ms());
    conversation.queued = instant(record.queued_ms());
    conversation.waiting_since = instant(record.waiting_since_ms());
    conversation.last_event = instant(record.last_event_ms());
    conversation.answered = record.answered();
    conversation.preview = {record.preview_text(), static_cast<core::Role>(record.preview_role()),
                            record.preview_note()};
    conversation.unread.assign(record.unread().begin(), record.unread().end());
    conversation.agent_read_seq = record.agent_read_seq();
    conversation.contact_delivered_seq = record.contact_delivered_seq();
    conversation.contact_read_seq = record.contact_read_seq();
    conversation.first_response = reader.clock(record.first_response());
    conversation.next_response = reader.clock(record.next_response());
    conversation.language = record.language();
    conversation.page = from_proto(record.page());
    conversation.changed = record.changed();
    conversation.channel = record.channel();
    conversation.routing = from_proto(record.routing(), reader);
    conversation.labels = texts(record.labels());
    if (record.has_sla()) {
        conversation.sla = from_proto(record.sla(), reader);
    } else {
        conversation.sla = sla_of_old_record(conversation);
    }
    if (!conversation.id) reader.wrong("conversation_id", "empty");
    return conversation;
}

void to_proto(const core::ContactRecalled& recalled, v1::ContactRecalled& out) {
    out.mutable_contact()->set_contact_id(recalled.contact.text());
    to_proto(recalled.profile, *out.mutable_contact()->mutable_profile());
    for (const auto& each : recalled.conversations) to_proto(each, *out.add_conversations());
}

core::ContactRecalled from_proto(const v1::ContactRecalled& recalled, Reader& reader) {
    core::ContactRecalled out{reader.id<ContactId>(recalled.contact().contact_id(), "contact_id"),
                              from_proto(recalled.contact().profile()),
                              {}};
    out.conversations.reserve(static_cast<std::size_t>(recalled.conversations_size()));
    for (const auto& record : recalled.conversations()) {
        out.conversations.push_back(from_proto(record, reader));
    }
    return out;
}

}  // namespace usher::wire
