#include "hub/core/decide.hpp"
#include "hub/core/routing/assign.hpp"
#include "hub/core/sla/breach.hpp"

namespace usher::core {

Events advance(const Workspace& workspace, Timestamp now) {
    EventWriter events(workspace, Actor::system(), now, now);
    add_breaches(events, workspace, now);
    add_returns(events, workspace, now);
    // Each further step looks at lines as they stand: first apply what is above.
    if (events.empty()) add_due_routing(events, workspace, now);
    if (events.empty()) add_placements(events, workspace, now);
    if (events.empty()) add_match(events, workspace, now);
    if (events.empty()) add_waits(events, workspace);
    return events.take();
}

Timestamp next_deadline(const Workspace& workspace) {
    Timestamp next = kNever;
    if (!workspace.clock_deadlines.empty()) {
        next = std::min(next, workspace.clock_deadlines.begin()->first + kDetectionGrace);
    }
    if (!workspace.absent_agents.empty()) {
        next = std::min(next, workspace.absent_agents.begin()->first + kAbsenceGrace);
    }
    if (!workspace.routing_deadlines.empty()) {
        next = std::min(next, workspace.routing_deadlines.begin()->first);
    }
    return next;
}

}  // namespace usher::core
