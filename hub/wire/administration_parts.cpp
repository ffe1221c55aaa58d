#include "hub/wire/administration_parts.hpp"

#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

std::uint32_t seconds(std::chrono::seconds length) {
    return static_cast<std::uint32_t>(length.count());
}

}  // namespace

void to_proto(const core::ChangeQueue& change, v1::Command& out) {
    auto& to = *out.mutable_change_queue();
    to.set_queue_id(id_text(change.id));
    to.set_create(change.create);
    if (change.name) to.set_name(*change.name);
    if (change.first_response) to.set_first_response_s(seconds(*change.first_response));
    if (change.next_response) to.set_next_response_s(seconds(*change.next_response));
    if (change.active) to.set_active(*change.active);
}

void to_proto(const core::ChangeInbox& change, v1::Command& out) {
    auto& to = *out.mutable_change_inbox();
    to.set_inbox_id(id_text(change.id));
    to.set_create(change.create);
    if (change.name) to.set_name(*change.name);
    if (change.queue) to.set_queue_id(id_text(*change.queue));
    if (change.origins) {
        auto& origins = *to.mutable_origins();
        for (const auto& origin : *change.origins) origins.add_origins(origin);
    }
    if (change.greeting) to.set_greeting(*change.greeting);
    if (change.active) to.set_active(*change.active);
}

void to_proto(const core::ChangeAgent& change, v1::Command& out) {
    auto& to = *out.mutable_change_agent();
    to.set_agent_id(id_text(change.id));
    to.set_create(change.create);
    if (change.display_name) to.set_display_name(*change.display_name);
    if (change.role) to.set_role(static_cast<v1::AgentRole>(*change.role));
    if (change.capacity) to.set_capacity(*change.capacity);
    if (change.queues) {
        auto& queues = *to.mutable_queues();
        for (auto queue : *change.queues) queues.add_queue_ids(id_text(queue));
    }
    if (change.active) to.set_active(*change.active);
    to.set_email(change.email);
}

void to_proto(const core::SetAgentPresence& set, v1::Command& out) {
    auto& to = *out.mutable_set_agent_presence();
    to.set_agent_id(id_text(set.agent));
    to.set_presence(static_cast<v1::Presence>(set.presence));
    to.set_note(set.note);
}

void to_proto(const core::SetAgentCapacity& set, v1::Command& out) {
    auto& to = *out.mutable_set_agent_capacity();
    to.set_agent_id(id_text(set.agent));
    to.set_capacity(set.capacity);
}

void to_proto(const core::RecordAccessChange& change, v1::Command& out) {
    auto& to = *out.mutable_record_access_change();
    to.set_agent_id(id_text(change.agent));
    to.set_new_password(change.new_password);
}

void to_proto(const core::ReportSessionsEnded& report, v1::Command& out) {
    auto& to = *out.mutable_report_sessions_ended();
    to.set_agent_id(id_text(report.agent));
    to.set_session_epoch(report.epoch);
}

void to_proto(const core::ChangeRecorded& record, v1::ChangeRecorded& out) {
    out.set_subject_kind(record.subject_kind);
    out.set_subject_id(record.subject_id);
    out.set_subject_name(record.subject_name);
    out.set_action(record.action);
    for (const auto& change : record.fields) {
        auto& to = *out.add_fields();
        to.set_field(change.field);
        to.set_before(change.before);
        to.set_after(change.after);
    }
}

core::ChangeQueue from_proto(const v1::ChangeQueue& change, Reader& reader) {
    core::ChangeQueue out;
    out.id = reader.id<QueueId>(change.queue_id(), "queue_id");
    out.create = change.create();
    if (change.has_name()) out.name = change.name();
    if (change.has_first_response_s()) {
        out.first_response = std::chrono::seconds(change.first_response_s());
    }
    if (change.has_next_response_s()) {
        out.next_response = std::chrono::seconds(change.next_response_s());
    }
    if (change.has_active()) out.active = change.active();
    return out;
}

core::ChangeInbox from_proto(const v1::ChangeInbox& change, Reader& reader) {
    core::ChangeInbox out;
    out.id = reader.id<InboxId>(change.inbox_id(), "inbox_id");
    out.create = change.create();
    if (change.has_name()) out.name = change.name();
    if (change.has_queue_id()) out.queue = reader.id<QueueId>(change.queue_id(), "queue_id");
    if (change.has_origins()) {
        const auto& origins = change.origins().origins();
        out.origins.emplace(origins.begin(), origins.end());
    }
    if (change.has_greeting()) out.greeting = change.greeting();
    if (change.has_active()) out.active = change.active();
    return out;
}

core::ChangeAgent from_proto(const v1::ChangeAgent& change, Reader& reader) {
    core::ChangeAgent out;
    out.id = reader.id<AgentId>(change.agent_id(), "agent_id");
    out.create = change.create();
    if (change.has_display_name()) out.display_name = change.display_name();
    if (change.has_role()) out.role = static_cast<core::AgentRole>(change.role());
    if (change.has_capacity()) out.capacity = change.capacity();
    if (change.has_queues()) {
        auto& queues = out.queues.emplace();
        for (const auto& id : change.queues().queue_ids()) {
            queues.push_back(reader.id<QueueId>(id, "queue_ids"));
        }
    }
    if (change.has_active()) out.active = change.active();
    out.email = change.email();
    return out;
}

core::ChangeRecorded from_proto(const v1::ChangeRecorded& record) {
    core::ChangeRecorded out{record.subject_kind(), record.subject_id(), record.subject_name(),
                             record.action()};
    for (const auto& change : record.fields()) {
        out.fields.push_back({change.field(), change.before(), change.after()});
    }
    return out;
}

}  // namespace usher::wire
