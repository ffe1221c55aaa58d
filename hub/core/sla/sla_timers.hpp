// The timers of one conversation: which promises of time run, and how each one ended (rules S1 to
// S16). Told what happened, in order; knows no clock, so what it says never depends on when
// somebody looked.
#pragma once

#include <optional>
#include <vector>

#include "hub/core/sla/counting.hpp"

namespace usher::core {

/// One timer as it stood at an instant.
struct SlaTimer {
    SlaTarget target{};
    std::uint32_t cycle = 0;  ///< from 1, per target
    Timestamp started{};
    ClockState state{};
    std::optional<Timestamp> due;       ///< none while it stands still
    std::optional<Timestamp> ended;     ///< none while an answer is owed
    std::optional<Timestamp> breached;  ///< when it was missed
    Duration allowed{};
    Duration used{};  ///< until it ended, past due as well
    std::vector<CountedStep> steps;
};

/// What a conversation's timers go on from: the last cycle of each target, and what happened so
/// far.
struct SlaStanding {
    SlaHistory history;
    WorkStatus status = WorkStatus::open;
    std::vector<SlaClock> clocks;
    std::optional<Timestamp> first_message;
    std::optional<Timestamp> unanswered_since;
    std::optional<Timestamp> last_reply;
    bool first_closed = false;
    bool once_resolved = false;
};

class SlaTimers {
  public:
    /// Policies and calendars outlive it. Null: no promises are made.
    explicit SlaTimers(const SlaPolicy* policy);
    /// The history's calendars come in with it.
    SlaTimers(const SlaPolicy& policy, SlaStanding standing);

    // Instants never go back. What comes at the due instant is in time.
    void customer_message(Timestamp at);
    /// A person's public answer. Nothing is owed before the customer's first message.
    void agent_reply(Timestamp at);
    /// An agent_reply() follows at once: what is chosen before it owes no answer any more.
    void expect_reply();
    /// Not resolved; that is resolve().
    void status(Timestamp at, WorkStatus status);
    void resolve(Timestamp at);
    void reopen(Timestamp at);
    /// The customer's last message needs no answer.
    void waive(Timestamp at);
    /// All that is not ended counts again from its start.
    void policy(Timestamp at, const SlaPolicy* policy);
    /// The same promises, told of otherwise: nothing counts again.
    void refresh(const SlaPolicy& policy);
    /// Holds from this instant on, until the next policy or calendar.
    void calendar(Timestamp at, const Calendar& calendar);

    /// Every cycle ever started, in the order of their beginning.
    std::vector<SlaTimer> at(Timestamp now) const;
    /// The same as clocks: what was not ended stands as of `now`.
    std::vector<SlaClock> clocks_at(Timestamp now) const;
    /// The clock of this target once one more of its warnings was given.
    SlaClock warned(SlaTarget target, Timestamp now) const;

  private:
    struct Record {
        SlaTimer timer;  ///< whole once it ended; before, what never changes, and a breach
        TargetRule rule;
        std::uint32_t warned = 0;
        bool owed() const { return !timer.ended; }
    };

    /// `ends_now`: as it is kept when it ends; a pause no longer hides its due instant.
    Counting count(const Record& record, Timestamp now, bool ends_now) const;
    SlaTimer view(const Record& record, Timestamp now) const;
    SlaClock clock(const Record& record, Timestamp now) const;
    void add_warning(SlaClock& clock, const Record& record, Timestamp now) const;
    /// Stamps what became overdue before `now`.
    void advance(Timestamp now);
    void start(SlaTarget target, Timestamp since, Timestamp now);
    void end(Record& record, Timestamp at, ClockState outcome);
    void end(SlaTarget target, Timestamp at, ClockState outcome);
    /// A due instant in the past that came by a change counts as missed at the change.
    void breach_late(Record& record, Timestamp at);
    void start_missing(Timestamp at);
    void set_status(Timestamp at, WorkStatus status);
    Record* owed(SlaTarget target);
    void give_up_answers(Timestamp at);

    const SlaPolicy* policy_;
    SlaHistory history_;
    WorkStatus status_ = WorkStatus::open;
    std::vector<Record> records_;

    std::optional<Timestamp> first_message_;
    bool first_closed_ = false;  ///< the first response was given, or needs none any more
    bool once_resolved_ = false;
    std::optional<Timestamp> unanswered_since_;  ///< the oldest message that waits for an answer
    std::optional<Timestamp> last_reply_;        ///< since when an update is owed
};

}  // namespace usher::core
