#include "hub/wire/agent_frames.hpp"
#include "hub/wire/frame_parts.hpp"
#include "hub/wire/routing_parts.hpp"
#include "usher/v1/agent.pb.h"

namespace usher::wire {
namespace {

v1::AgentServerFrames& scratch() {
    thread_local v1::AgentServerFrames batch;
    return batch;
}
v1::AgentServerFrame& fresh_frame() {
    scratch().Clear();
    return *scratch().add_frames();
}

void put(v1::ConversationSummary& out, const core::ConversationSummary& summary) {
    out.set_conversation_id(id_text(summary.id));
    out.set_contact_id(id_text(summary.contact));
    out.set_contact_name(summary.contact_name);
    out.set_contact_named(summary.contact_named);
    out.set_contact_email(summary.contact_email);
    out.set_inbox_id(id_text(summary.inbox));
    out.set_channel(summary.channel);
    out.set_queue_id(id_text(summary.queue));
    out.set_status(status_of(summary.status));
    out.set_assignee_id(id_text(summary.assignee));
    out.set_last_seq(summary.last_seq);
    out.set_opened_ms(instant_ms(summary.opened));
    out.set_last_activity_ms(instant_ms(summary.last_activity));
    out.set_queued_ms(instant_ms(summary.queued));
    out.set_waiting_since_ms(instant_ms(summary.waiting_since));
    out.mutable_preview()->set_text(summary.preview.text);
    out.mutable_preview()->set_role(static_cast<v1::Role>(summary.preview.role));
    out.mutable_preview()->set_private_note(summary.preview.note);
    out.set_unread(summary.unread);
    for (const auto& clock : summary.clocks) {
        if (clock.exists()) to_proto(clock, *out.add_clocks());
    }
    if (summary.offer) to_proto(*summary.offer, *out.mutable_offer());
    if (summary.hand_over) to_proto(*summary.hand_over, *out.mutable_hand_over());
    out.set_tier(summary.tier);
    out.set_language(summary.language);
    if (summary.page != core::PageContext{}) to_proto(summary.page, *out.mutable_page());
    out.set_contact_delivered_seq(summary.contact_delivered_seq);
    out.set_contact_read_seq(summary.contact_read_seq);
    out.set_agent_read_seq(summary.agent_read_seq);
    out.set_work_status(static_cast<v1::WorkStatus>(summary.work_status));
    for (const auto& label : summary.labels) out.add_labels(label);
    out.set_sla_policy(summary.sla_policy);
}

void put(v1::AgentSummary& out, const core::AgentSummary& summary) {
    out.set_agent_id(id_text(summary.id));
    out.set_display_name(summary.display_name);
    out.set_role(static_cast<v1::AgentRole>(summary.role));
    out.set_presence(presence_of(summary.presence));
    out.set_chosen(presence_of(summary.chosen));
    out.set_load(summary.load);
    out.set_capacity(summary.capacity);
    for (auto queue : summary.queues) out.add_queue_ids(id_text(queue));
    out.set_since_ms(instant_ms(summary.since));
    out.set_note(summary.note);
    out.set_set_by(summary.set_by);
    out.set_inactive(summary.inactive);
    out.set_paused(!summary.accepting);
    out.set_paused_reason(summary.not_accepting);
    out.set_units(summary.units);
    out.set_units_used(summary.units_used);
    out.set_offered(summary.offered);
    if (summary.routing != core::AgentRouting{}) to_proto(summary.routing, *out.mutable_routing());
}

void put(v1::QueueSummary& out, const core::QueueSummary& summary) {
    out.set_queue_id(id_text(summary.id));
    out.set_name(summary.name);
    out.set_waiting(summary.waiting);
    out.set_oldest_waiting_ms(instant_ms(summary.oldest_waiting));
    out.set_first_response_s(static_cast<std::uint32_t>(summary.first_response.count()));
    out.set_next_response_s(static_cast<std::uint32_t>(summary.next_response.count()));
    out.set_inactive(summary.inactive);
    if (summary.routing != core::QueueRouting{}) to_proto(summary.routing, *out.mutable_routing());
    out.set_waits_told(summary.coverage.told);
    out.set_waits_not_longer(summary.coverage.not_longer);
    out.set_waits_within(summary.coverage.within);
}

}  // namespace

std::string encode(const AgentWelcome& frame, Encoding encoding) {
    auto& out = *fresh_frame().mutable_welcome();
    out.set_agent_id(id_text(frame.agent));
    out.set_workspace_id(id_text(frame.workspace));
    out.set_workspace_name(frame.workspace_name);
    out.set_epoch(frame.epoch);
    out.set_server_ms(to_ms(frame.server));
    put(*out.mutable_limits(), frame.limits);
    out.set_resync_required(frame.resync_required);
    return bytes_of(scratch(), encoding);
}

std::string encode(const ConversationsChanged& frame, Encoding encoding) {
    auto& out = *fresh_frame().mutable_conversations_changed();
    for (const auto& summary : frame.conversations) put(*out.add_conversations(), summary);
    out.set_position(frame.position);
    return bytes_of(scratch(), encoding);
}

std::string encode(const AgentsChanged& frame, Encoding encoding) {
    auto& out = *fresh_frame().mutable_agents_changed();
    for (const auto& summary : frame.agents) put(*out.add_agents(), summary);
    out.set_position(frame.position);
    return bytes_of(scratch(), encoding);
}

std::string encode(const QueuesChanged& frame, Encoding encoding) {
    auto& out = *fresh_frame().mutable_queues_changed();
    for (const auto& summary : frame.queues) put(*out.add_queues(), summary);
    out.set_position(frame.position);
    return bytes_of(scratch(), encoding);
}

std::string encode(const Done& frame, Encoding encoding) {
    auto& out = *fresh_frame().mutable_done();
    out.set_command_id(frame.command_id);
    out.set_conversation_id(id_text(frame.conversation));
    out.set_seq(frame.seq);
    out.set_duplicate(frame.duplicate);
    return bytes_of(scratch(), encoding);
}

std::string encode(const Synced& frame, Encoding encoding) {
    fresh_frame().mutable_synced()->set_position(frame.position);
    return bytes_of(scratch(), encoding);
}

std::string encode(const Viewing& frame, Encoding encoding) {
    put(*fresh_frame().mutable_viewing(), frame);
    return bytes_of(scratch(), encoding);
}

}  // namespace usher::wire
