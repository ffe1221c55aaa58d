// The timers of one conversation of a workspace while something happens to it: made from what the
// conversation holds, told what happened, and then written down as events. Lives for one decision.
#pragma once

#include <deque>

#include "hub/core/event_writer.hpp"
#include "hub/core/sla/choose_policy.hpp"
#include "hub/core/sla/sla_timers.hpp"

namespace usher::core {

class LiveTimers {
  public:
    /// What of the conversation's state is news that the timers are yet to be told.
    struct Untold {
        std::size_t statuses = 0;
        bool reply = false;
    };

    LiveTimers(const Workspace& workspace, const Conversation& conversation, Untold untold);
    LiveTimers(const Workspace& workspace, const Conversation& conversation)
        : LiveTimers(workspace, conversation, Untold{}) {}
    LiveTimers(const LiveTimers&) = delete;
    LiveTimers& operator=(const LiveTimers&) = delete;

    SlaTimers& timers() { return timers_; }
    /// Chooses the policy anew. If it is another one, or `in_any_case`, an event says so.
    void choose(EventWriter& events, Timestamp at, bool at_news = false, bool in_any_case = false);
    /// Whatever is other than the conversation has it.
    void write(EventWriter& events, Timestamp at, const std::string& reason) const;

  private:
    const Workspace& workspace_;
    const Conversation& conversation_;
    std::deque<SlaPolicy> policies_;  ///< timers_ points at them
    SlaTimers timers_;
};

}  // namespace usher::core
