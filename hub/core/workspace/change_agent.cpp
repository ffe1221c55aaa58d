#include <fmt/format.h>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_rules.hpp"
#include "hub/core/workspace/field_changes.hpp"
#include "hub/core/workspace/rights.hpp"

namespace usher::core {
namespace {

bool other_admin_stays(const Workspace& workspace, AgentId agent) {
    return std::ranges::any_of(workspace.agents, [&](const auto& entry) {
        const auto& [id, other] = entry;
        return id != agent && !other.inactive && other.role == AgentRole::admin;
    });
}

std::optional<Rejection> fault_of(const Workspace& workspace, const AgentRegistered& agent) {
    if (auto fault = fault_of_name("display_name", agent.display_name)) return fault;
    if (auto fault = fault_of_email(agent.email)) return fault;
    if (agent.role == AgentRole::none) {
        return invalid_field("role", "One of agent, supervisor, admin.");
    }
    if (agent.capacity > kCapacityMax) {
        return invalid_field("capacity", fmt::format("From 0 to {}.", kCapacityMax));
    }
    if (auto fault = fault_of_queues(workspace, agent.queues)) return fault;
    for (const auto& [id, other] : workspace.agents) {
        if (id != agent.id && same_name(other.email, agent.email)) {
            return invalid_field("email", "Another agent has this e-mail address.");
        }
    }
    return {};
}

AgentRegistered definition_of(const Agent& agent) {
    return {agent.id,       agent.display_name, agent.email,   agent.role,
            agent.capacity, agent.queues,       agent.inactive};
}

/// What he has goes back to whoever is there.
void add_farewell(EventWriter& events, const Workspace& workspace, const Agent& agent) {
    for (auto id : agent.holding) {
        const auto* conversation = workspace.find(id);
        events.add(id,
                   ConversationQueued{conversation->queue, agent.display_name + " left the team"});
    }
}

}  // namespace

Decision decide_change(const Workspace& workspace, const Command& command,
                       const ChangeAgent& change, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::admin);
    if (caller == nullptr) return only_admins();
    const auto* known = workspace.find(change.id);
    const bool missing = known == nullptr;
    if (change.create && !missing) return Rejection{"conflict", "There is such an agent already."};
    if (!change.create && missing) return Rejection{"unknown_agent", "There is no such agent."};
    if (change.create && workspace.agents.size() >= kAgentsMax) {
        return Rejection{"invalid", fmt::format("A workspace has at most {} agents.", kAgentsMax)};
    }
    auto agent = change.create
                     ? AgentRegistered{change.id, {}, change.email, AgentRole::agent, 4, {}}
                     : definition_of(*known);
    const bool was_inactive = agent.inactive;
    const bool was_admin = agent.role == AgentRole::admin && !was_inactive;
    const auto queue_names = [&](const std::vector<QueueId>& queues) {
        std::vector<std::string> names;
        for (auto id : queues) {
            const auto queue = workspace.queues.find(id);
            if (queue != workspace.queues.end()) names.push_back(queue->second.definition.name);
        }
        return shown(names);
    };
    FieldChanges changes;
    changes.set("display_name", agent.display_name, change.display_name);
    changes.set("role", agent.role, change.role);
    changes.set("capacity", agent.capacity, change.capacity);
    changes.set("queues", agent.queues, change.queues, queue_names);
    if (change.active) agent.inactive = !*change.active;
    if (auto fault = fault_of(workspace, agent)) return *fault;
    if (was_admin && (agent.inactive || agent.role != AgentRole::admin) &&
        !other_admin_stays(workspace, agent.id)) {
        return invalid_field(agent.inactive ? "active" : "role",
                             "There must be an administrator: make somebody else one first.");
    }
    if (!change.create && changes.empty() && was_inactive == agent.inactive) return Unchanged{};

    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(agent, command.id);
    events.add(ChangeRecorded{"agent", agent.id.text(), agent.display_name,
                              action_of(change.create, was_inactive, agent.inactive),
                              changes.take()});
    if (agent.inactive && !was_inactive && known != nullptr)
        add_farewell(events, workspace, *known);
    return events.take();
}

Decision decide_access_change(const Workspace& workspace, const Command& command,
                              const RecordAccessChange& change, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::admin);
    if (caller == nullptr) return only_admins();
    const auto* agent = workspace.find(change.agent);
    if (agent == nullptr) return Rejection{"unknown_agent", "There is no such agent."};
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(ChangeRecorded{"agent", agent->id.text(), agent->display_name,
                              change.new_password ? "new_password" : "sessions_ended"},
               command.id);
    return events.take();
}

Decision decide_sessions_ended(const Workspace& workspace, const Command& command,
                               const ReportSessionsEnded& report, Timestamp now) {
    if (command.caller.role != Role::system) return only_admins();
    const auto* agent = workspace.find(report.agent);
    if (agent == nullptr) return Rejection{"unknown_agent", "There is no such agent."};
    if (report.epoch <= agent->session_epoch) return Unchanged{};
    EventWriter events(workspace, command.caller, command.received, now);
    events.add(AgentSessionsEnded{agent->id, report.epoch}, command.id);
    return events.take();
}

}  // namespace usher::core
