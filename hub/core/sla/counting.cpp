#include "hub/core/sla/counting.hpp"

#include <algorithm>

namespace usher::core {
namespace {

/// Of which nothing changes between two instants.
struct Stretch {
    CountedWhy why{};
    bool counts = false;
    const Calendar* calendar = nullptr;
    Timestamp until{};
};

class Walk {
  public:
    Walk(const SlaHistory& history, const CountedTimer& timer, Timestamp now)
        : history_(history), timer_(timer), free_from_(timer.ends_now ? now : kNever) {}

    Stretch at(Timestamp t) const {
        Stretch stretch;
        stretch.until = kNever;
        stretch.calendar = calendar_at(t, stretch.until);
        if (t < free_from_) {
            stretch.until = std::min(stretch.until, free_from_);
            const bool suspended = suspended_at(t, stretch.until);
            const bool paused = paused_at(t, stretch.until) && !timer_.rule.hide_only;
            if (paused || suspended) {
                stretch.why = paused ? CountedWhy::paused : CountedWhy::suspended;
                return stretch;
            }
        }
        const auto piece = stretch.calendar->at(t);
        stretch.until = std::min(stretch.until, piece.until);
        stretch.why = piece.open ? CountedWhy::open : CountedWhy::closed;
        stretch.counts = piece.open;
        return stretch;
    }
    bool paused_at(Timestamp t, Timestamp& until) const {
        return timer_.rule.pause.contains(status_at(t, until));
    }
    bool suspended_at(Timestamp t, Timestamp& until) const {
        bool suspended = false;
        if (!timer_.suspendable) return suspended;
        for (const auto& it : history_.suspensions) {
            if (it.from > t) {
                until = std::min(until, it.from);
            } else if (it.until > t) {
                until = std::min(until, it.until);
                suspended = true;
            }
        }
        return suspended;
    }

  private:
    WorkStatus status_at(Timestamp t, Timestamp& until) const {
        auto status = WorkStatus::open;
        for (const auto& it : history_.statuses) {
            if (it.from > t) {
                until = std::min(until, it.from);
                break;
            }
            status = it.status;
        }
        return status;
    }
    const Calendar* calendar_at(Timestamp t, Timestamp& until) const {
        const auto* calendar = history_.calendars.front().calendar;
        for (const auto& it : history_.calendars) {
            if (it.from > t) {
                until = std::min(until, it.from);
                break;
            }
            calendar = it.calendar;
        }
        return calendar;
    }

    const SlaHistory& history_;
    const CountedTimer& timer_;
    Timestamp free_from_;  ///< nothing stands still from here on
};

void add_step(std::vector<CountedStep>& steps, Timestamp from, Timestamp to,
              const Stretch& stretch) {
    if (to <= from) return;
    const auto counted = stretch.counts ? to - from : Duration{};
    const bool same = !steps.empty() && steps.back().why == stretch.why &&
                      steps.back().calendar == stretch.calendar;
    if (!same) return steps.push_back({from, to, counted, stretch.why, stretch.calendar});
    steps.back().to = to;
    steps.back().counted += counted;
}

}  // namespace

Counting count_time(const SlaHistory& history, const CountedTimer& timer, Timestamp now) {
    const Walk walk(history, timer, now);
    Counting result;
    result.due = kNever;
    auto ignored = kNever;
    result.paused = walk.paused_at(now, ignored);
    result.suspended = walk.suspended_at(now, ignored);

    auto left = timer.rule.allowed;
    const auto end = now + kSlaHorizon;
    for (auto t = timer.start; t < end;) {
        const auto stretch = walk.at(t);
        const bool stands = !stretch.counts && stretch.why != CountedWhy::closed;
        // Used up: due at once, unless time stands still here or a closing is rolled over.
        if (left == Duration{} && !stands && (stretch.counts || !timer.roll)) {
            result.due = t;
            break;
        }
        auto until = std::min(stretch.until, end);
        if (stretch.counts && left < until - t) until = t + left;
        if (stretch.counts) {
            left -= until - t;
            if (t < now) result.used += std::min(until, now) - t;
        }
        if (stands && until == end) {
            // For all that is known it stands still from now on.
            add_step(result.steps, t, now, stretch);
            break;
        }
        add_step(result.steps, t, until, stretch);
        t = until;
    }
    if (result.due == kNever || result.due >= now) return result;
    // Overdue: what was used goes on being counted.
    for (auto t = result.due; t < now;) {
        const auto stretch = walk.at(t);
        const auto until = std::min(stretch.until, now);
        if (stretch.counts) result.used += until - t;
        t = until;
    }
    return result;
}

}  // namespace usher::core
