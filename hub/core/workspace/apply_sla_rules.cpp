#include "hub/core/workspace/apply_sla_rules.hpp"

#include <algorithm>

namespace usher::core {
namespace {

/// Costs a walk over all conversations: administrators change promises now and then.
void review_all(Workspace& workspace, Timestamp at) {
    workspace.sla.changed = at;
    for (const auto& [id, conversation] : workspace.conversations) {
        if (conversation.open()) workspace.sla.to_review.insert(id);
    }
}

}  // namespace

void apply_rule(Workspace& workspace, const CalendarDefined& defined, Timestamp at) {
    workspace.sla.calendars[defined.calendar->name].add(*defined.calendar);
    review_all(workspace, at);
}

/// No policy that holds names it, so nothing changes for anybody.
void apply_rule(Workspace& workspace, const CalendarRemoved& removed, Timestamp) {
    workspace.sla.calendars[removed.name].removed = true;
}

void apply_rule(Workspace& workspace, const SlaPolicyDefined& defined, Timestamp at) {
    auto& order = workspace.sla.order;
    const auto& name = defined.policy->name;
    workspace.sla.policies[name].add(*defined.policy);
    if (std::ranges::find(order, name) == order.end()) order.push_back(name);
    review_all(workspace, at);
}

void apply_rule(Workspace& workspace, const SlaPolicyRemoved& removed, Timestamp at) {
    workspace.sla.policies[removed.name].removed = true;
    std::erase(workspace.sla.order, removed.name);
    review_all(workspace, at);
}

void apply_rule(Workspace& workspace, const SlaPoliciesOrdered& ordered, Timestamp at) {
    workspace.sla.order = ordered.names;
    review_all(workspace, at);
}

void apply_rule(Workspace& workspace, const SlaReviewed& reviewed, Timestamp) {
    auto& left = workspace.sla.to_review;
    left.erase(left.begin(), left.upper_bound(reviewed.through));
}

}  // namespace usher::core
