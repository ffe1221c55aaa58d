#include <fmt/format.h>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_rules.hpp"
#include "hub/core/workspace/field_changes.hpp"
#include "hub/core/workspace/rights.hpp"

namespace usher::core {
namespace {

std::optional<Rejection> fault_of(const Workspace& workspace, const QueueDefined& queue) {
    if (auto fault = fault_of_name("name", queue.name)) return fault;
    if (auto fault = fault_of_target("first_response_s", queue.first_response)) return fault;
    if (auto fault = fault_of_target("next_response_s", queue.next_response)) return fault;
    for (const auto& [id, other] : workspace.queues) {
        if (id != queue.id && same_name(other.definition.name, queue.name)) {
            return invalid_field("name", "Another queue has this name.");
        }
    }
    if (!queue.inactive) return {};
    for (const auto& [id, inbox] : workspace.inboxes) {
        if (inbox.queue != queue.id || inbox.inactive) continue;
        return invalid_field("active", fmt::format("The inbox {} sends to this queue. Choose "
                                                   "another queue for it first.",
                                                   inbox.name));
    }
    return {};
}

}  // namespace

Decision decide_change(const Workspace& workspace, const Command& command,
                       const ChangeQueue& change, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::admin);
    if (caller == nullptr) return only_admins();
    const auto known = workspace.queues.find(change.id);
    const bool missing = known == workspace.queues.end();
    if (change.create && !missing) return Rejection{"conflict", "There is such a queue already."};
    if (!change.create && missing) return Rejection{"unknown_queue", "There is no such queue."};
    if (change.create && workspace.queues.size() >= kQueuesMax) {
        return Rejection{"invalid", fmt::format("A workspace has at most {} queues.", kQueuesMax)};
    }
    auto queue = change.create ? QueueDefined{change.id, {}} : known->second.definition;
    const bool was_inactive = queue.inactive;
    FieldChanges changes;
    changes.set("name", queue.name, change.name);
    changes.set("first_response", queue.first_response, change.first_response);
    changes.set("next_response", queue.next_response, change.next_response);
    if (change.active) queue.inactive = !*change.active;
    if (auto fault = fault_of(workspace, queue)) return *fault;
    if (!change.create && changes.empty() && was_inactive == queue.inactive) return Unchanged{};

    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(queue, command.id);
    events.add(ChangeRecorded{"queue", queue.id.text(), queue.name,
                              action_of(change.create, was_inactive, queue.inactive),
                              changes.take()});
    return events.take();
}

}  // namespace usher::core
