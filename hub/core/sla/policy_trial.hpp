// What a policy would have done: conversations of the past told again to timers under a draft,
// beside what was decided then. By the policies, calendars and queues as they are now, with the
// draft in its place among them. Pure; asked by administrators before they save, never for
// decisions.
#pragma once

#include <deque>
#include <span>

#include "hub/core/model/workspace.hpp"
#include "hub/core/sla/sla_timers.hpp"

namespace usher::core {

struct PolicyTrialResult {
    struct Count {
        std::uint32_t met = 0;
        std::uint32_t missed = 0;
        std::uint32_t open = 0;  ///< not decided yet
    };
    struct Target {
        Count now;   ///< as it was decided
        Count then;  ///< under the draft
    };
    /// A promise that would have ended otherwise.
    struct Example {
        ConversationId conversation;
        SlaTarget target{};
        Timestamp started{};
        Timestamp due{};  ///< under the draft; zero while it stands still
        bool missed_now = false;
        bool missed_then = false;
    };
    static constexpr std::size_t kExamplesMax = 8;

    std::uint32_t looked_at = 0;
    std::uint32_t fitting = 0;  ///< had the draft at some time
    std::array<Target, kSlaTargets.size()> targets{};
    std::deque<Example> examples;  ///< the newest
};

class PolicyTrial {
  public:
    /// Copies what it needs of the workspace. The draft has no mistakes.
    PolicyTrial(const Workspace& state, SlaPolicyDefinition draft);
    PolicyTrial(const PolicyTrial&) = delete;
    PolicyTrial& operator=(const PolicyTrial&) = delete;

    /// All events of one conversation, from the first on. Targets count that began by `now`.
    void add(std::span<const Event> events, Timestamp now);
    const PolicyTrialResult& result() const { return result_; }

  private:
    Workspace trial_;  ///< queues, inboxes and rules alone
    std::string draft_;
    PolicyTrialResult result_;
};

}  // namespace usher::core
