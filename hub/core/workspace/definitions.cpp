#include <fmt/format.h>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_records.hpp"

namespace usher::core {

bool may_define(const Workspace& workspace, const Actor& caller) {
    if (caller.role == Role::system) return true;
    const auto* agent = workspace.find(caller.agent_id());
    return agent != nullptr && agent->role == AgentRole::admin;
}

namespace {

Rejection unknown_queue() {
    return {"unknown_queue", "There is no such queue."};
}

}  // namespace

Decision defined(const Workspace& workspace, const Command& command, EventBody body,
                 Timestamp now) {
    if (!may_define(workspace, command.caller)) {
        return Rejection{"forbidden", "Only administrators change the workspace."};
    }
    EventWriter events(workspace, command.caller, command.received, now);
    auto record = command.caller.is_agent() ? record_of(workspace, body) : std::nullopt;
    events.add(std::move(body), command.id);
    if (record) events.add(std::move(*record));
    return events.take();
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const DefineWorkspace& define, Timestamp now) {
    if (define.definition.name.empty()) {
        return Rejection{"invalid", "A workspace needs a name."};
    }
    return defined(workspace, command, define.definition, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const DefineQueue& define, Timestamp now) {
    if (!define.definition.id || define.definition.name.empty()) {
        return Rejection{"invalid", "A queue needs an id and a name."};
    }
    return defined(workspace, command, define.definition, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const DefineInbox& define, Timestamp now) {
    const auto& inbox = define.definition;
    if (!inbox.id || inbox.site_key.empty()) {
        return Rejection{"invalid", "An inbox needs an id and a site key."};
    }
    if (!workspace.queues.contains(inbox.queue)) return unknown_queue();
    const auto* other = workspace.inbox_of_site(inbox.site_key);
    if (other != nullptr && other->id != inbox.id) {
        return Rejection{"invalid",
                         fmt::format("The site key {} belongs to another inbox.", inbox.site_key)};
    }
    return defined(workspace, command, inbox, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const RegisterAgent& define, Timestamp now) {
    const auto& agent = define.definition;
    if (!agent.id || agent.display_name.empty()) {
        return Rejection{"invalid", "An agent needs an id and a name."};
    }
    for (auto queue : agent.queues) {
        if (!workspace.queues.contains(queue)) return unknown_queue();
    }
    return defined(workspace, command, agent, now);
}

}  // namespace usher::core
