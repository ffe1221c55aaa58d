// How the timers of a conversation came about: its events told again to timers that remember every
// cycle and every step. Fed in order, as the archive has them. Pure; used for people who ask, never
// for decisions.
#pragma once

#include <deque>

#include "hub/core/sla/choose_policy.hpp"
#include "hub/core/sla/sla_timers.hpp"

namespace usher::core {

struct ExplainedTimer {
    SlaTimer timer;
    /// Counting it again gives what was decided. If not, the timer is as it was decided, without
    /// steps: its policy or calendar changed too often since.
    bool recounted = true;
};

struct PolicyChoice {
    Timestamp at{};
    SlaPolicyChosen chosen;
};

class SlaExplanation {
  public:
    /// The workspace as it is, which outlives this.
    explicit SlaExplanation(const Workspace& workspace);

    /// The next event of the conversation, from the first on.
    void add(const Event& event);
    std::vector<ExplainedTimer> timers(Timestamp now);
    const std::vector<PolicyChoice>& choices() const { return choices_; }
    std::uint64_t last_seq() const { return last_seq_; }

  private:
    void choose(const SlaPolicyChosen& chosen, Timestamp at);
    void note(const SlaClock& clock);
    /// What was heard and could have led to another policy first.
    void flush();

    const Workspace& workspace_;
    QueueId queue_;
    std::uint64_t last_seq_ = 0;
    std::deque<SlaPolicy> policies_;
    SlaTimers timers_;
    std::vector<Event> pending_;  ///< of one command
    std::vector<PolicyChoice> choices_;
    std::vector<SlaClock> decided_;  ///< the last word on each cycle
};

}  // namespace usher::core
