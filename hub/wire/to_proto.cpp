#include "hub/wire/to_proto.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/wire/administration_parts.hpp"
#include "hub/wire/definition_parts.hpp"
#include "hub/wire/record_parts.hpp"
#include "hub/wire/routing_events.hpp"
#include "hub/wire/routing_parts.hpp"
#include "hub/wire/sla_parts.hpp"

namespace usher::wire {
namespace {

std::string actor_id_text(const core::Actor& actor) {
    switch (actor.role) {
        case core::Role::agent:
            return actor.agent_id().text();
        case core::Role::contact:
            return actor.contact_id().text();
        case core::Role::none:
        case core::Role::bot:
        case core::Role::system:
        case core::Role::third_party:
            break;
    }
    return {};
}

void add_message(const core::MessageAdded& body, const core::Event& event, v1::Message& out) {
    out.set_message_id(body.id.text());
    out.set_direction(static_cast<v1::Direction>(body.direction));
    auto& text = *out.add_parts()->mutable_text();
    text.set_text(body.text);
    text.set_language(body.language);
    out.set_received_ms(instant_ms(body.received));
    out.set_sent_ms(instant_ms(event.occurred));
    out.set_private_note(body.note());
}

struct EventBodyWriter {
    const core::Event& event;
    v1::Event& out;

    void operator()(const core::MessageAdded& b) const {
        add_message(b, event, *out.mutable_message());
    }
    void operator()(const core::ReceiptAdvanced& b) const {
        auto& to = *out.mutable_receipt_advanced();
        to.set_side(static_cast<v1::Role>(b.side));
        to.set_delivered_seq(b.delivered_seq);
        to.set_read_seq(b.read_seq);
    }
    void operator()(const core::WorkspaceDefined& b) const {
        to_proto(b, *out.mutable_workspace_defined());
    }
    void operator()(const core::QueueDefined& b) const {
        to_proto(b, *out.mutable_queue_defined());
    }
    void operator()(const core::InboxDefined& b) const {
        to_proto(b, *out.mutable_inbox_defined());
    }
    void operator()(const core::AgentRegistered& b) const {
        to_proto(b, *out.mutable_agent_registered());
    }
    void operator()(const core::AgentPresenceChanged& b) const {
        auto& to = *out.mutable_agent_presence_changed();
        to.set_agent_id(b.agent.text());
        to.set_presence(static_cast<v1::Presence>(b.chosen));
        for (auto gateway : b.gateways) to.add_gateway_ids(gateway.text());
        to.set_reason(b.reason);
        to.set_note(b.note);
    }
    void operator()(const core::AgentSessionsEnded& b) const {
        auto& to = *out.mutable_agent_sessions_ended();
        to.set_agent_id(b.agent.text());
        to.set_session_epoch(b.epoch);
    }
    void operator()(const core::ChangeRecorded& b) const {
        to_proto(b, *out.mutable_change_recorded());
    }
    void operator()(const core::ContactCreated& b) const {
        auto& to = *out.mutable_contact_created();
        to.set_contact_id(b.id.text());
        to_proto(b.profile, *to.mutable_profile());
    }
    void operator()(const core::ContactUpdated& b) const {
        auto& to = *out.mutable_contact_updated();
        to.set_contact_id(b.id.text());
        to_proto(b.profile, *to.mutable_profile());
    }
    void operator()(const core::ContactForgotten& b) const {
        out.mutable_contact_forgotten()->set_contact_id(b.contact.text());
    }
    void operator()(const core::ContactRecalled& b) const {
        to_proto(b, *out.mutable_contact_recalled());
    }
    void operator()(const core::ConversationOpened& b) const {
        auto& to = *out.mutable_conversation_opened();
        to.set_contact_id(b.contact.text());
        to.set_inbox_id(id_text(b.inbox));
        to.set_queue_id(id_text(b.queue));
        to.set_language(b.language);
        to_proto(b.page, *to.mutable_page());
        to.set_arrival(b.arrival);
        to.set_channel(b.channel);
        to.set_previous_agent_id(id_text(b.previous));
    }
    void operator()(const core::ConversationQueued& b) const {
        auto& to = *out.mutable_conversation_queued();
        to.set_queue_id(id_text(b.queue));
        to.set_reason(b.reason);
        to.set_not_to_agent_id(id_text(b.not_to));
        to.set_overflow(b.overflow);
    }
    void operator()(const core::ConversationAssigned& b) const {
        auto& to = *out.mutable_conversation_assigned();
        to.set_agent_id(id_text(b.agent));
        to.set_agent_name(b.agent_name);
        to.set_queue_id(id_text(b.queue));
        to.set_reason(b.reason);
        to.set_over_limit(b.over_limit);
        if (b.decision.exists()) to_proto(b.decision, *to.mutable_decision());
    }
    void operator()(const core::ConversationTransferred& b) const {
        auto& to = *out.mutable_conversation_transferred();
        to.set_queue_id(id_text(b.queue));
        to.set_agent_id(id_text(b.agent));
        to.set_note(b.note);
        to.set_warm(b.warm);
        if (b.packet != core::ContextPacket{}) to_proto(b.packet, *to.mutable_packet());
    }
    void operator()(const core::ConversationResolved&) const {
        out.mutable_conversation_resolved();
    }
    void operator()(const core::ConversationReopened& b) const {
        out.mutable_conversation_reopened()->set_reason(b.reason);
    }
    void operator()(const core::CalendarDefined& b) const {
        to_proto(*b.calendar, *out.mutable_calendar_defined()->mutable_calendar());
    }
    void operator()(const core::CalendarRemoved& b) const {
        out.mutable_calendar_removed()->set_name(b.name);
    }
    void operator()(const core::SlaPolicyDefined& b) const {
        to_proto(*b.policy, *out.mutable_sla_policy_defined()->mutable_policy());
    }
    void operator()(const core::SlaPolicyRemoved& b) const {
        out.mutable_sla_policy_removed()->set_name(b.name);
    }
    void operator()(const core::SlaPoliciesOrdered& b) const {
        auto& to = *out.mutable_sla_policies_ordered();
        for (const auto& name : b.names) to.add_names(name);
    }
    void operator()(const core::SlaReviewed& b) const {
        out.mutable_sla_reviewed()->set_through_conversation_id(id_text(b.through));
    }
    void operator()(const core::WorkStatusChanged& b) const {
        out.mutable_work_status_changed()->set_status(static_cast<v1::WorkStatus>(b.status));
    }
    void operator()(const core::ResponseWaived& b) const {
        out.mutable_response_waived()->set_reason(b.reason);
    }
    void operator()(const core::ConversationLabelled& b) const {
        auto& to = *out.mutable_conversation_labelled();
        for (const auto& label : b.labels) to.add_labels(label);
    }
    void operator()(const core::SlaPolicyChosen& b) const {
        auto& to = *out.mutable_sla_policy_chosen();
        to.set_policy(b.policy);
        to.set_policy_version(b.policy_version);
        to.set_calendar(b.calendar);
        to.set_calendar_version(b.calendar_version);
        to.set_recount(b.recount);
        to.set_why(b.why);
        to.set_at_news(b.at_news);
    }
    void operator()(const core::SlaClockChanged& b) const {
        auto& to = *out.mutable_sla_clock_changed();
        to_proto(b.clock, *to.mutable_clock());
        to.set_reason(b.reason);
    }
    void operator()(const core::SlaWarned& b) const {
        to_proto(b.clock, *out.mutable_sla_warned()->mutable_clock());
    }
    void operator()(const core::SlaClockStarted& b) const {
        to_proto(b.clock, *out.mutable_sla_clock_started()->mutable_clock());
    }
    void operator()(const core::SlaClockStopped& b) const {
        auto& to = *out.mutable_sla_clock_stopped();
        to_proto(b.clock, *to.mutable_clock());
        to.set_reason(b.reason);
    }
    void operator()(const WrittenAsRoutingEvent auto& b) const { write_routing(b, out); }
};

struct CommandBodyWriter {
    v1::Command& out;

    void operator()(const core::SendMessage& b) const {
        auto& to = *out.mutable_send_message();
        to.set_conversation_id(id_text(b.conversation));
        to.set_inbox_id(id_text(b.inbox));
        to.mutable_text()->set_text(b.text);
        to.mutable_text()->set_language(b.language);
        to.set_private_note(b.note);
        if (!b.page.url.empty()) to_proto(b.page, *to.mutable_page());
        to_proto(b.profile, *to.mutable_profile());
    }
    void operator()(const core::RecordReceipt& b) const {
        auto& to = *out.mutable_record_receipt();
        to.set_conversation_id(id_text(b.conversation));
        to.set_delivered_seq(b.delivered_seq);
        to.set_read_seq(b.read_seq);
    }
    void operator()(const core::DefineWorkspace& b) const {
        to_proto(b.definition, *out.mutable_define_workspace()->mutable_definition());
    }
    void operator()(const core::DefineQueue& b) const {
        to_proto(b.definition, *out.mutable_define_queue()->mutable_definition());
    }
    void operator()(const core::DefineInbox& b) const {
        to_proto(b.definition, *out.mutable_define_inbox()->mutable_definition());
    }
    void operator()(const core::RegisterAgent& b) const {
        to_proto(b.definition, *out.mutable_register_agent()->mutable_definition());
    }
    void operator()(const core::DefineCalendar& b) const {
        to_proto(*b.definition.calendar,
                 *out.mutable_define_calendar()->mutable_definition()->mutable_calendar());
    }
    void operator()(const core::RemoveCalendar& b) const {
        out.mutable_remove_calendar()->set_name(b.name);
    }
    void operator()(const core::DefineSlaPolicy& b) const {
        to_proto(*b.definition.policy,
                 *out.mutable_define_sla_policy()->mutable_definition()->mutable_policy());
    }
    void operator()(const core::RemoveSlaPolicy& b) const {
        out.mutable_remove_sla_policy()->set_name(b.name);
    }
    void operator()(const core::OrderSlaPolicies& b) const {
        auto& to = *out.mutable_order_sla_policies();
        for (const auto& name : b.names) to.add_names(name);
    }
    void operator()(const core::SetPresence& b) const {
        out.mutable_set_presence()->set_presence(static_cast<v1::Presence>(b.presence));
    }
    void operator()(const core::ReportAgentConnection& b) const {
        auto& to = *out.mutable_report_agent_connection();
        to.set_agent_id(id_text(b.agent));
        to.set_connected(b.connected);
    }
    void operator()(const core::ReportGatewayStarted&) const {
        out.mutable_report_gateway_started();
    }
    void operator()(const core::UpdateContact& b) const {
        auto& to = *out.mutable_update_contact();
        to.set_contact_id(id_text(b.contact));
        to_proto(b.profile, *to.mutable_profile());
    }
    void operator()(const core::AssignConversation& b) const {
        auto& to = *out.mutable_assign_conversation();
        to.set_conversation_id(id_text(b.conversation));
        to.set_agent_id(id_text(b.agent));
    }
    void operator()(const core::TransferConversation& b) const {
        auto& to = *out.mutable_transfer_conversation();
        to.set_conversation_id(id_text(b.conversation));
        to.set_queue_id(id_text(b.queue));
        to.set_agent_id(id_text(b.agent));
        to.set_note(b.note);
        to.set_warm(b.warm);
        if (b.packet != core::ContextPacket{}) to_proto(b.packet, *to.mutable_packet());
    }
    void operator()(const core::ResolveConversation& b) const {
        out.mutable_resolve_conversation()->set_conversation_id(id_text(b.conversation));
    }
    void operator()(const core::ReopenConversation& b) const {
        out.mutable_reopen_conversation()->set_conversation_id(id_text(b.conversation));
    }
    template <class Administration>
    void operator()(const Administration& b) const {
        to_proto(b, out);
    }
    void operator()(const WrittenAsRoutingCommand auto& b) const { write_routing(b, out); }
    void operator()(const core::SetWorkStatus& b) const {
        auto& to = *out.mutable_set_work_status();
        to.set_conversation_id(id_text(b.conversation));
        to.set_status(static_cast<v1::WorkStatus>(b.status));
    }
    void operator()(const core::WaiveResponse& b) const {
        auto& to = *out.mutable_waive_response();
        to.set_conversation_id(id_text(b.conversation));
        to.set_reason(b.reason);
    }
    void operator()(const core::LabelConversation& b) const {
        auto& to = *out.mutable_label_conversation();
        to.set_conversation_id(id_text(b.conversation));
        for (const auto& label : b.labels) to.add_labels(label);
    }
};

}  // namespace

void to_proto(const core::Actor& actor, v1::Actor& out) {
    out.set_role(static_cast<v1::Role>(actor.role));
    out.set_actor_id(actor_id_text(actor));
    if (!actor.name.empty()) out.mutable_profile()->set_display_name(actor.name);
}

void to_proto(const core::Profile& profile, v1::Profile& out) {
    out.set_display_name(profile.display_name);
    out.set_locale(profile.locale);
    out.set_time_zone(profile.time_zone);
    out.set_email(profile.email);
}

void to_proto(const core::PageContext& page, v1::PageContext& out) {
    out.set_url(page.url);
    out.set_title(page.title);
    out.set_referrer(page.referrer);
}

void to_proto(const core::SlaClock& clock, v1::SlaClock& out) {
    out.set_target(static_cast<v1::SlaTarget>(clock.target));
    out.set_cycle(clock.cycle);
    out.set_state(static_cast<v1::ClockState>(clock.state));
    out.set_started_ms(instant_ms(clock.started));
    out.set_due_ms(instant_ms(clock.due));
    out.set_ended_ms(instant_ms(clock.ended));
    out.set_breached_ms(instant_ms(clock.breached));
    out.set_allowed_ms(whole_ms(clock.allowed));
    out.set_left_ms(whole_ms(clock.left));
    out.set_warn_ms(instant_ms(clock.warn));
    out.set_warned(clock.warned);
}

void to_proto(const core::Event& event, v1::Event& out) {
    if (!event.key.empty()) out.set_event_key(event.key);
    if (event.conversation) out.set_conversation_id(event.conversation.text());
    out.set_seq(event.seq);
    out.set_occurred_ms(instant_ms(event.occurred));
    out.set_recorded_ms(instant_ms(event.recorded));
    to_proto(event.actor, *out.mutable_actor());
    std::visit(EventBodyWriter{event, out}, event.body);
}

void to_proto(const core::Command& command, v1::Command& out) {
    out.set_command_id(command.id);
    to_proto(command.caller, *out.mutable_caller());
    out.set_gateway_id(id_text(command.gateway));
    out.set_received_ms(instant_ms(command.received));
    out.set_entropy(command.entropy.data(), command.entropy.size());
    std::visit(CommandBodyWriter{out}, command.body);
}

void to_proto(const core::LogEntry& entry, v1::LogEntry& out) {
    out.set_version(entry.version);
    out.set_previous(entry.previous);
    out.set_epoch(entry.epoch);
    out.set_cursor(entry.cursor);
    out.set_decided_ms(instant_ms(entry.decided));
    for (const auto& event : entry.events) to_proto(event, *out.add_events());
    for (const auto& outcome : entry.outcomes) {
        auto& to = *out.add_outcomes();
        to.set_command_id(outcome.command_id);
        to_proto(outcome.caller, *to.mutable_caller());
        std::visit(overloaded{
                       [&](const core::Rejection& r) {
                           to.mutable_rejection()->set_code(r.code);
                           to.mutable_rejection()->set_text(r.text);
                           to.mutable_rejection()->set_field(r.field);
                       },
                       [&](const core::Duplicate& d) {
                           to.mutable_duplicate()->set_conversation_id(id_text(d.conversation));
                           to.mutable_duplicate()->set_seq(d.seq);
                       },
                       [&](const core::Unchanged& u) {
                           to.mutable_applied()->set_conversation_id(id_text(u.conversation));
                           to.mutable_applied()->set_seq(u.seq);
                       },
                   },
                   outcome.result);
    }
}

}  // namespace usher::wire
