#include "hub/wire/from_proto.hpp"

#include <fmt/format.h>

#include "hub/wire/administration_parts.hpp"
#include "hub/wire/definition_parts.hpp"
#include "hub/wire/record_parts.hpp"
#include "hub/wire/routing_events.hpp"
#include "hub/wire/routing_parts.hpp"
#include "hub/wire/sla_parts.hpp"

namespace usher::wire {
namespace {

core::MessageAdded read(const v1::Message& b, Reader& reader) {
    core::MessageAdded message;
    message.id = reader.id<MessageId>(b.message_id(), "message_id");
    message.direction = static_cast<core::Direction>(b.direction());
    message.received = instant(b.received_ms());
    for (const auto& part : b.parts()) {
        if (!part.has_text()) continue;
        message.text = part.text().text();
        message.language = part.text().language();
    }
    return message;
}
core::AgentPresenceChanged read(const v1::AgentPresenceChanged& b, Reader& reader) {
    core::AgentPresenceChanged changed{reader.id<AgentId>(b.agent_id(), "agent_id"),
                                       static_cast<core::Presence>(b.presence()),
                                       {},
                                       b.reason(),
                                       b.note()};
    for (const auto& gateway : b.gateway_ids()) {
        changed.gateways.push_back(reader.id<GatewayId>(gateway, "gateway_ids"));
    }
    return changed;
}

core::EventBody read_body(const v1::Event& event, Reader& r) {
    switch (event.body_case()) {
        case v1::Event::kMessage:
            return read(event.message(), r);
        case v1::Event::kReceiptAdvanced: {
            const auto& b = event.receipt_advanced();
            return core::ReceiptAdvanced{static_cast<core::Role>(b.side()), b.delivered_seq(),
                                         b.read_seq()};
        }
        case v1::Event::kWorkspaceDefined:
            return from_proto(event.workspace_defined(), r);
        case v1::Event::kQueueDefined:
            return from_proto(event.queue_defined(), r);
        case v1::Event::kInboxDefined:
            return from_proto(event.inbox_defined(), r);
        case v1::Event::kAgentRegistered:
            return from_proto(event.agent_registered(), r);
        case v1::Event::kAgentPresenceChanged:
            return read(event.agent_presence_changed(), r);
        case v1::Event::kAgentSessionsEnded: {
            const auto& b = event.agent_sessions_ended();
            return core::AgentSessionsEnded{r.id<AgentId>(b.agent_id(), "agent_id"),
                                            b.session_epoch()};
        }
        case v1::Event::kChangeRecorded:
            return from_proto(event.change_recorded());
        case v1::Event::kContactCreated: {
            const auto& b = event.contact_created();
            return core::ContactCreated{r.id<ContactId>(b.contact_id(), "contact_id"),
                                        from_proto(b.profile())};
        }
        case v1::Event::kContactUpdated: {
            const auto& b = event.contact_updated();
            return core::ContactUpdated{r.id<ContactId>(b.contact_id(), "contact_id"),
                                        from_proto(b.profile())};
        }
        case v1::Event::kContactForgotten:
            return core::ContactForgotten{
                r.id<ContactId>(event.contact_forgotten().contact_id(), "contact_id")};
        case v1::Event::kContactRecalled:
            return from_proto(event.contact_recalled(), r);
        case v1::Event::kConversationOpened: {
            const auto& b = event.conversation_opened();
            return core::ConversationOpened{
                r.id<ContactId>(b.contact_id(), "contact_id"),
                r.id<InboxId>(b.inbox_id(), "inbox_id"),
                r.id<QueueId>(b.queue_id(), "queue_id"),
                b.language(),
                from_proto(b.page()),
                b.arrival(),
                b.channel(),
                r.id<AgentId>(b.previous_agent_id(), "previous_agent_id")};
        }
        case v1::Event::kConversationQueued: {
            const auto& b = event.conversation_queued();
            return core::ConversationQueued{r.id<QueueId>(b.queue_id(), "queue_id"), b.reason(),
                                            r.id<AgentId>(b.not_to_agent_id(), "not_to_agent_id"),
                                            b.overflow()};
        }
        case v1::Event::kConversationAssigned: {
            const auto& b = event.conversation_assigned();
            return core::ConversationAssigned{r.id<AgentId>(b.agent_id(), "agent_id"),
                                              b.agent_name(),
                                              r.id<QueueId>(b.queue_id(), "queue_id"),
                                              b.reason(),
                                              b.over_limit(),
                                              from_proto(b.decision(), r)};
        }
        case v1::Event::kConversationTransferred: {
            const auto& b = event.conversation_transferred();
            return core::ConversationTransferred{r.id<QueueId>(b.queue_id(), "queue_id"),
                                                 r.id<AgentId>(b.agent_id(), "agent_id"), b.note(),
                                                 b.warm(), from_proto(b.packet())};
        }
        case v1::Event::kConversationResolved:
            return core::ConversationResolved{};
        case v1::Event::kConversationReopened:
            return core::ConversationReopened{event.conversation_reopened().reason()};
        case v1::Event::kCalendarDefined:
            return core::CalendarDefined{from_proto(event.calendar_defined().calendar(), r)};
        case v1::Event::kCalendarRemoved:
            return core::CalendarRemoved{event.calendar_removed().name()};
        case v1::Event::kSlaPolicyDefined:
            return core::SlaPolicyDefined{from_proto(event.sla_policy_defined().policy(), r)};
        case v1::Event::kSlaPolicyRemoved:
            return core::SlaPolicyRemoved{event.sla_policy_removed().name()};
        case v1::Event::kSlaPoliciesOrdered:
            return core::SlaPoliciesOrdered{texts(event.sla_policies_ordered().names())};
        case v1::Event::kSlaReviewed:
            return core::SlaReviewed{r.id<ConversationId>(
                event.sla_reviewed().through_conversation_id(), "through_conversation_id")};
        case v1::Event::kWorkStatusChanged:
            return core::WorkStatusChanged{work_status(event.work_status_changed().status(), r)};
        case v1::Event::kResponseWaived:
            return core::ResponseWaived{event.response_waived().reason()};
        case v1::Event::kConversationLabelled:
            return core::ConversationLabelled{texts(event.conversation_labelled().labels())};
        case v1::Event::kSlaPolicyChosen: {
            const auto& b = event.sla_policy_chosen();
            return core::SlaPolicyChosen{b.policy(),           b.policy_version(), b.calendar(),
                                         b.calendar_version(), b.recount(),        b.why(),
                                         b.at_news()};
        }
        case v1::Event::kSlaClockChanged:
            return core::SlaClockChanged{r.clock(event.sla_clock_changed().clock()),
                                         event.sla_clock_changed().reason()};
        case v1::Event::kSlaWarned:
            return core::SlaWarned{r.clock(event.sla_warned().clock())};
        case v1::Event::kSlaClockStarted:
            return core::SlaClockStarted{r.clock(event.sla_clock_started().clock())};
        case v1::Event::kSlaClockStopped:
            return core::SlaClockStopped{r.clock(event.sla_clock_stopped().clock()),
                                         event.sla_clock_stopped().reason()};
        default:
            if (auto body = read_routing(event, r)) return std::move(*body);
    }
    r.wrong("body", "of an unknown kind");
    return core::ConversationResolved{};
}

core::CommandBody read_body(const v1::Command& command, Reader& r) {
    const auto conversation = [&](const std::string& id) {
        return r.id<ConversationId>(id, "conversation_id");
    };
    switch (command.body_case()) {
        case v1::Command::kSendMessage: {
            const auto& b = command.send_message();
            return core::SendMessage{conversation(b.conversation_id()),
                                     r.id<InboxId>(b.inbox_id(), "inbox_id"),
                                     b.text().text(),
                                     b.text().language(),
                                     b.private_note(),
                                     from_proto(b.page()),
                                     from_proto(b.profile())};
        }
        case v1::Command::kRecordReceipt: {
            const auto& b = command.record_receipt();
            return core::RecordReceipt{conversation(b.conversation_id()), b.delivered_seq(),
                                       b.read_seq()};
        }
        case v1::Command::kDefineWorkspace:
            return core::DefineWorkspace{from_proto(command.define_workspace().definition(), r)};
        case v1::Command::kDefineQueue:
            return core::DefineQueue{from_proto(command.define_queue().definition(), r)};
        case v1::Command::kDefineInbox:
            return core::DefineInbox{from_proto(command.define_inbox().definition(), r)};
        case v1::Command::kRegisterAgent:
            return core::RegisterAgent{from_proto(command.register_agent().definition(), r)};
        case v1::Command::kDefineCalendar:
            return core::DefineCalendar{
                {from_proto(command.define_calendar().definition().calendar(), r)}};
        case v1::Command::kRemoveCalendar:
            return core::RemoveCalendar{command.remove_calendar().name()};
        case v1::Command::kDefineSlaPolicy:
            return core::DefineSlaPolicy{
                {from_proto(command.define_sla_policy().definition().policy(), r)}};
        case v1::Command::kRemoveSlaPolicy:
            return core::RemoveSlaPolicy{command.remove_sla_policy().name()};
        case v1::Command::kOrderSlaPolicies:
            return core::OrderSlaPolicies{texts(command.order_sla_policies().names())};
        case v1::Command::kSetPresence:
            return core::SetPresence{
                static_cast<core::Presence>(command.set_presence().presence())};
        case v1::Command::kReportAgentConnection: {
            const auto& b = command.report_agent_connection();
            return core::ReportAgentConnection{r.id<AgentId>(b.agent_id(), "agent_id"),
                                               b.connected()};
        }
        case v1::Command::kReportGatewayStarted:
            return core::ReportGatewayStarted{};
        case v1::Command::kUpdateContact: {
            const auto& b = command.update_contact();
            return core::UpdateContact{r.id<ContactId>(b.contact_id(), "contact_id"),
                                       from_proto(b.profile())};
        }
        case v1::Command::kAssignConversation: {
            const auto& b = command.assign_conversation();
            return core::AssignConversation{conversation(b.conversation_id()),
                                            r.id<AgentId>(b.agent_id(), "agent_id")};
        }
        case v1::Command::kTransferConversation: {
            const auto& b = command.transfer_conversation();
            return core::TransferConversation{conversation(b.conversation_id()),
                                              r.id<QueueId>(b.queue_id(), "queue_id"),
                                              r.id<AgentId>(b.agent_id(), "agent_id"),
                                              b.note(),
                                              b.warm(),
                                              from_proto(b.packet())};
        }
        case v1::Command::kResolveConversation:
            return core::ResolveConversation{
                conversation(command.resolve_conversation().conversation_id())};
        case v1::Command::kReopenConversation:
            return core::ReopenConversation{
                conversation(command.reopen_conversation().conversation_id())};
        case v1::Command::kSetWorkStatus: {
            const auto& b = command.set_work_status();
            return core::SetWorkStatus{conversation(b.conversation_id()),
                                       work_status(b.status(), r)};
        }
        case v1::Command::kWaiveResponse: {
            const auto& b = command.waive_response();
            return core::WaiveResponse{conversation(b.conversation_id()), b.reason()};
        }
        case v1::Command::kLabelConversation: {
            const auto& b = command.label_conversation();
            return core::LabelConversation{conversation(b.conversation_id()), texts(b.labels())};
        }
        case v1::Command::kChangeQueue:
            return from_proto(command.change_queue(), r);
        case v1::Command::kChangeInbox:
            return from_proto(command.change_inbox(), r);
        case v1::Command::kChangeAgent:
            return from_proto(command.change_agent(), r);
        case v1::Command::kSetAgentPresence: {
            const auto& b = command.set_agent_presence();
            return core::SetAgentPresence{r.id<AgentId>(b.agent_id(), "agent_id"),
                                          static_cast<core::Presence>(b.presence()), b.note()};
        }
        case v1::Command::kSetAgentCapacity: {
            const auto& b = command.set_agent_capacity();
            return core::SetAgentCapacity{r.id<AgentId>(b.agent_id(), "agent_id"), b.capacity()};
        }
        case v1::Command::kRecordAccessChange: {
            const auto& b = command.record_access_change();
            return core::RecordAccessChange{r.id<AgentId>(b.agent_id(), "agent_id"),
                                            b.new_password()};
        }
        case v1::Command::kReportSessionsEnded: {
            const auto& b = command.report_sessions_ended();
            return core::ReportSessionsEnded{r.id<AgentId>(b.agent_id(), "agent_id"),
                                             b.session_epoch()};
        }
        default:
            if (auto body = read_routing(command, r)) return std::move(*body);
    }
    r.wrong("body", "of an unknown kind");
    return core::ReportGatewayStarted{};
}

}  // namespace

core::Actor Reader::actor(const v1::Actor& actor) {
    core::Actor out{static_cast<core::Role>(actor.role()), {}, actor.profile().display_name()};
    if (out.role == core::Role::agent) out.id = id<AgentId>(actor.actor_id(), "actor_id").bits();
    if (out.role == core::Role::contact)
        out.id = id<ContactId>(actor.actor_id(), "actor_id").bits();
    return out;
}

core::SlaTarget Reader::target(v1::SlaTarget target) {
    const auto number = static_cast<int>(target);
    if (number < 0 || number > static_cast<int>(core::kSlaTargets.size())) {
        wrong("target", std::to_string(number));
        return {};
    }
    return static_cast<core::SlaTarget>(number);
}

core::SlaClock Reader::clock(const v1::SlaClock& clock) {
    return {target(clock.target()),
            clock.cycle(),
            static_cast<core::ClockState>(clock.state()),
            instant(clock.started_ms()),
            instant(clock.due_ms()),
            instant(clock.ended_ms()),
            instant(clock.breached_ms()),
            std::chrono::milliseconds(clock.allowed_ms()),
            std::chrono::milliseconds(clock.left_ms()),
            instant(clock.warn_ms()),
            clock.warned()};
}

void Reader::wrong(const char* field, const std::string& value) {
    if (error_.empty()) error_ = fmt::format("field {} is {:.64}", field, value);
}

core::Profile from_proto(const v1::Profile& profile) {
    return {profile.display_name(), profile.locale(), profile.time_zone(), profile.email()};
}

core::PageContext from_proto(const v1::PageContext& page) {
    return {page.url(), page.title(), page.referrer()};
}

Result<core::Event> from_proto(const v1::Event& event) {
    Reader reader;
    core::Event out;
    out.conversation = reader.id<ConversationId>(event.conversation_id(), "conversation_id");
    out.seq = event.seq();
    out.occurred = instant(event.occurred_ms());
    out.recorded = instant(event.recorded_ms());
    out.actor = reader.actor(event.actor());
    out.key = event.event_key();
    out.body = read_body(event, reader);
    if (!reader.ok()) return fail(Error::Kind::corrupt, "event: " + reader.error());
    return out;
}

Result<core::Command> from_proto(const v1::Command& command) {
    Reader reader;
    core::Command out;
    out.id = command.command_id();
    out.caller = reader.actor(command.caller());
    out.gateway = reader.id<GatewayId>(command.gateway_id(), "gateway_id");
    out.received = instant(command.received_ms());
    if (command.entropy().size() == out.entropy.size()) {
        std::ranges::copy(command.entropy(), out.entropy.begin());
    } else {
        reader.wrong("entropy", "not 16 bytes long");
    }
    out.body = read_body(command, reader);
    if (!reader.ok()) {
        return fail(Error::Kind::corrupt,
                    "command " + out.id.substr(0, 64) + ": " + reader.error());
    }
    return out;
}

Result<core::LogEntry> from_proto(const v1::LogEntry& entry) {
    Reader reader;
    core::LogEntry out{entry.version(),
                       entry.previous(),
                       entry.epoch(),
                       entry.cursor(),
                       instant(entry.decided_ms()),
                       {},
                       {}};
    out.events.reserve(static_cast<std::size_t>(entry.events_size()));
    for (const auto& event : entry.events()) {
        auto read_event = from_proto(event);
        if (!read_event) return std::unexpected(read_event.error());
        out.events.push_back(std::move(*read_event));
    }
    for (const auto& outcome : entry.outcomes()) {
        core::Outcome to{outcome.command_id(), reader.actor(outcome.caller()), core::Rejection{}};
        const auto conversation = [&](const std::string& id) {
            return reader.id<ConversationId>(id, "conversation_id");
        };
        if (outcome.has_rejection()) {
            to.result = core::Rejection{outcome.rejection().code(), outcome.rejection().text(),
                                        outcome.rejection().field()};
        } else if (outcome.has_duplicate()) {
            const auto& b = outcome.duplicate();
            to.result = core::Duplicate{conversation(b.conversation_id()), b.seq()};
        } else {
            const auto& b = outcome.applied();
            to.result = core::Unchanged{conversation(b.conversation_id()), b.seq()};
        }
        out.outcomes.push_back(std::move(to));
    }
    if (!reader.ok()) return fail(Error::Kind::corrupt, "log entry: " + reader.error());
    return out;
}

}  // namespace usher::wire
