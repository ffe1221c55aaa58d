#include "hub/core/sla/breach.hpp"

#include <algorithm>

#include "hub/core/sla/live_timers.hpp"

namespace usher::core {
namespace {

void miss(EventWriter& events, ConversationId id, SlaClock clock) {
    const bool resolution =
        clock.target == SlaTarget::resolution_first || clock.target == SlaTarget::resolution_total;
    clock.state = ClockState::missed;
    clock.breached = clock.due;
    clock.warn = {};
    events.add_as(
        Actor::system(), clock.due, id,
        SlaClockStopped{clock, resolution ? "not resolved in time" : "not answered in time"});
}

}  // namespace

void add_breaches(EventWriter& events, const Workspace& workspace, Timestamp now) {
    for (const auto& [at, id] : workspace.clock_deadlines) {
        if (at + kDetectionGrace > now) return;
        // Promises changed, and nobody counted yet what that means for this one.
        if (workspace.sla.to_review.contains(id)) continue;
        const auto& conversation = *workspace.find(id);
        for (const auto* clock : conversation.clocks()) {
            if (!clock->ticks()) continue;
            if (clock->due == at) {
                miss(events, id, *clock);
            } else if (clock->warn == at) {
                // A change may have put it into the past: then it comes with the change.
                const auto told = std::max(at, conversation.last_event);
                LiveTimers live(workspace, conversation);
                events.add_as(Actor::system(), told, id,
                              SlaWarned{live.timers().warned(clock->target, told)});
            }
        }
    }
}

}  // namespace usher::core
