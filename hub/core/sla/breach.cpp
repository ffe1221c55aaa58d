#include "hub/core/sla/breach.hpp"

namespace usher::core {

void add_breaches(EventWriter& events, const Workspace& workspace, Timestamp now) {
    for (const auto& [due, id] : workspace.clock_deadlines) {
        if (due + kDetectionGrace > now) return;
        const auto* conversation = workspace.find(id);
        for (auto clock : {conversation->first_response, conversation->next_response}) {
            if (clock.state != ClockState::running || clock.due != due) continue;
            clock.state = ClockState::missed;
            clock.breached = clock.due;
            events.add_as(Actor::system(), due, id, SlaClockStopped{clock, "not answered in time"});
        }
    }
}

}  // namespace usher::core
