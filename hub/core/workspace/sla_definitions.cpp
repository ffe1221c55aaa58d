// Calendars and SLA policies: what is wrong is refused with its place, nothing half-checked is
// stored.
#include <fmt/format.h>

#include <algorithm>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_records.hpp"

namespace usher::core {
namespace {

Rejection refused(const SlaMistake& mistake) {
    return {"invalid", mistake.path + ": " + mistake.reason};
}

Decision changed(const Workspace& workspace, const Command& command, EventBody body,
                 Timestamp now) {
    const auto* admin = workspace.find(command.caller.agent_id());
    const auto actor =
        admin != nullptr ? Actor::agent(admin->id, admin->display_name) : command.caller;
    EventWriter events(workspace, actor, command.received, now);
    auto record = actor.is_agent() ? record_of(workspace, body) : std::nullopt;
    events.add(std::move(body), command.id);
    if (record) events.add(std::move(*record));
    return events.take();
}

Rejection not_allowed() {
    return {"forbidden", "Only administrators change the workspace."};
}

template <class Table>
bool holds(const Table& table, const std::string& name) {
    const auto found = table.find(name);
    return found != table.end() && !found->second.removed;
}

template <class Table>
bool is_full(const Table& table, const std::string& name, std::size_t max) {
    return !table.contains(name) && table.size() >= max;
}

/// The policies that would be left without their calendar, or could not be kept with the new one.
std::optional<SlaMistake> mistake_with(const Workspace& workspace, const std::string& name,
                                       const Calendar* calendar) {
    auto calendars = workspace.sla.live_calendars();
    if (calendar != nullptr) {
        calendars[name] = calendar;
    } else {
        calendars.erase(name);
    }
    for (const auto& policy : workspace.sla.order) {
        const auto& definition = *workspace.sla.policies.at(policy).current().value;
        if (auto mistake = mistake_in(definition, calendars)) {
            return SlaMistake{fmt::format("policy {}.{}", policy, mistake->path), mistake->reason};
        }
    }
    return {};
}

}  // namespace

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const DefineCalendar& define, Timestamp now) {
    if (!may_define(workspace, command.caller)) return not_allowed();
    const auto& calendar = *define.definition.calendar;
    if (auto mistake = mistake_in(calendar)) return refused(*mistake);
    const auto& known = workspace.sla.calendars;
    if (is_full(known, calendar.name, kCalendarsMax)) {
        return Rejection{"invalid", fmt::format("There are {} calendars already.", kCalendarsMax)};
    }
    if (holds(known, calendar.name) && *known.at(calendar.name).current().value == calendar) {
        return Unchanged{};
    }
    if (auto mistake = mistake_with(workspace, calendar.name, &calendar)) return refused(*mistake);
    return changed(workspace, command, define.definition, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const RemoveCalendar& remove, Timestamp now) {
    if (!may_define(workspace, command.caller)) return not_allowed();
    if (!holds(workspace.sla.calendars, remove.name)) return Unchanged{};
    if (auto mistake = mistake_with(workspace, remove.name, nullptr)) return refused(*mistake);
    return changed(workspace, command, CalendarRemoved{remove.name}, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const DefineSlaPolicy& define, Timestamp now) {
    if (!may_define(workspace, command.caller)) return not_allowed();
    const auto& policy = *define.definition.policy;
    if (auto mistake = mistake_in(policy, workspace.sla.live_calendars())) return refused(*mistake);
    for (auto queue : policy.match.queues) {
        if (!workspace.queues.contains(queue)) {
            return Rejection{"unknown_queue", "match.queues: there is no queue " + queue.text()};
        }
    }
    const auto& known = workspace.sla.policies;
    if (is_full(known, policy.name, kPoliciesMax)) {
        return Rejection{"invalid", fmt::format("There are {} policies already.", kPoliciesMax)};
    }
    if (holds(known, policy.name) && *known.at(policy.name).current().value == policy) {
        return Unchanged{};
    }
    return changed(workspace, command, define.definition, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const RemoveSlaPolicy& remove, Timestamp now) {
    if (!may_define(workspace, command.caller)) return not_allowed();
    if (!holds(workspace.sla.policies, remove.name)) return Unchanged{};
    return changed(workspace, command, SlaPolicyRemoved{remove.name}, now);
}

Decision decide_definition(const Workspace& workspace, const Command& command,
                           const OrderSlaPolicies& order, Timestamp now) {
    if (!may_define(workspace, command.caller)) return not_allowed();
    if (order.names == workspace.sla.order) return Unchanged{};
    if (!std::ranges::is_permutation(order.names, workspace.sla.order)) {
        return Rejection{"invalid", "names: every policy is named once, and nothing else"};
    }
    return changed(workspace, command, SlaPoliciesOrdered{order.names}, now);
}

}  // namespace usher::core
