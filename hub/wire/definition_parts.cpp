#include "hub/wire/definition_parts.hpp"

#include "hub/wire/to_proto.hpp"

namespace usher::wire {

void to_proto(const core::WorkspaceDefined& definition, v1::WorkspaceDefined& out) {
    out.set_workspace_id(definition.id.text());
    out.set_name(definition.name);
}

void to_proto(const core::QueueDefined& definition, v1::QueueDefined& out) {
    out.set_queue_id(definition.id.text());
    out.set_name(definition.name);
    out.set_first_response_s(static_cast<std::uint32_t>(definition.first_response.count()));
    out.set_next_response_s(static_cast<std::uint32_t>(definition.next_response.count()));
    out.set_inactive(definition.inactive);
}

void to_proto(const core::InboxDefined& definition, v1::InboxDefined& out) {
    out.set_inbox_id(definition.id.text());
    out.set_name(definition.name);
    out.set_channel(definition.channel);
    out.set_queue_id(id_text(definition.queue));
    out.set_site_key(definition.site_key);
    for (const auto& origin : definition.origins) out.add_origins(origin);
    out.set_greeting(definition.greeting);
    out.set_inactive(definition.inactive);
}

void to_proto(const core::AgentRegistered& definition, v1::AgentRegistered& out) {
    out.set_agent_id(definition.id.text());
    out.set_display_name(definition.display_name);
    out.set_email(definition.email);
    out.set_role(static_cast<v1::AgentRole>(definition.role));
    out.set_capacity(definition.capacity);
    for (auto queue : definition.queues) out.add_queue_ids(queue.text());
    out.set_inactive(definition.inactive);
}

core::WorkspaceDefined from_proto(const v1::WorkspaceDefined& definition, Reader& reader) {
    return {reader.id<WorkspaceId>(definition.workspace_id(), "workspace_id"), definition.name()};
}

core::QueueDefined from_proto(const v1::QueueDefined& definition, Reader& reader) {
    return {reader.id<QueueId>(definition.queue_id(), "queue_id"), definition.name(),
            std::chrono::seconds(definition.first_response_s()),
            std::chrono::seconds(definition.next_response_s()), definition.inactive()};
}

core::InboxDefined from_proto(const v1::InboxDefined& definition, Reader& reader) {
    return {reader.id<InboxId>(definition.inbox_id(), "inbox_id"),
            definition.name(),
            definition.channel(),
            reader.id<QueueId>(definition.queue_id(), "queue_id"),
            definition.site_key(),
            {definition.origins().begin(), definition.origins().end()},
            definition.greeting(),
            definition.inactive()};
}

core::AgentRegistered from_proto(const v1::AgentRegistered& definition, Reader& reader) {
    core::AgentRegistered agent{reader.id<AgentId>(definition.agent_id(), "agent_id"),
                                definition.display_name(),
                                definition.email(),
                                static_cast<core::AgentRole>(definition.role()),
                                definition.capacity(),
                                {},
                                definition.inactive()};
    for (const auto& queue : definition.queue_ids()) {
        agent.queues.push_back(reader.id<QueueId>(queue, "queue_ids"));
    }
    return agent;
}

}  // namespace usher::wire
