// What a policy would have done with the conversations of the last days: walks the archive on the
// history's thread, a little at a time, so that searches of agents come in between. Belongs to
// itself until it answers; made by PromiseRoutes.
#pragma once

#include <functional>
#include <memory>

#include "hub/core/sla/policy_trial.hpp"
#include "hub/gateway/history_reader.hpp"

namespace usher::gateway {

class PolicyPreview : public std::enable_shared_from_this<PolicyPreview> {
  public:
    static constexpr std::size_t kConversationsMax = 20'000;
    /// A longer conversation is left out.
    static constexpr std::size_t kEventsMax = 5'000;
    static constexpr std::chrono::milliseconds kTurn{100};
    static constexpr std::chrono::seconds kTimeMax{8};

    /// `complete`: nothing was left out for its size, or because the time was over.
    using Done = std::function<void(Result<core::PolicyTrialResult>, bool complete)>;

    /// Loop and reader outlive it; `done` is called on the loop, once.
    PolicyPreview(net::Loop& loop, HistoryReader& reader, const core::Workspace& state,
                  core::SlaPolicyDefinition draft, Timestamp since, Done done);
    void go_on();

  private:
    /// On the history's thread. True when there is more.
    Result<bool> turn(store::History& history);
    Result<void> add(store::History& history, ConversationId id);
    void finish(Result<bool> more);

    net::Loop& loop_;
    HistoryReader& reader_;
    WorkspaceId workspace_;
    core::PolicyTrial trial_;
    ConversationId after_;
    Timestamp now_;
    std::chrono::steady_clock::time_point limit_;
    bool complete_ = true;
    Done done_;
};

}  // namespace usher::gateway
