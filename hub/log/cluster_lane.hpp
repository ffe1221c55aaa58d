// The commands of one slot, so of its workspaces, in the order they were given, while nodes refuse
// them and others take over. It decides what may be sent where and when; ClusterPipeline does it.
// No socket and no clock in here. Its rules:
// - only what a node refused, so did not execute, is sent again;
// - nothing is sent to another node while the one before owes an answer, and nothing new is sent
//   while older commands are being redirected, so they arrive in the order they were given;
// - should one have been refused and a later one of the same key be executed (the node changed its
//   mind in between), the refused one is given up: sent again, it would come too late;
// - answers are given in the order of the calls.
// Two keys of a workspace may be at two nodes while their slot moves, and what was sent to them
// together is then executed in any order: a command that must not come before another one's effect
// waits for its answer.
#pragma once

#include "hub/log/cluster_peer.hpp"

namespace usher::log {

class ClusterLane {
  public:
    using Calls = ClusterPeer::Calls;
    struct Step {
        ClusterNode to;
        bool asking = false;
        std::size_t calls = 0;  ///< that many of the unsent ones, the oldest first
    };

    void add(std::shared_ptr<ClusterCall> call);
    bool has_unsent() const { return unsent_ > 0; }
    bool is_paused() const { return paused_; }
    /// Whom those wait for that were sent; of no meaning when none were.
    const ClusterNode& sent_to() const { return sent_to_; }

    /// What may be sent now, if anything. Null owner: nobody serves the slot.
    std::optional<Step> next(const ClusterNode* owner);
    /// They count as sent from now on.
    Calls take(const Step& step);

    /// Its node did not execute it: it is unsent again, in its old place.
    void refuse(const std::shared_ptr<ClusterCall>& call, Refusal refusal);
    /// It was answered, or lost on its way. `maybe_stored` when it was executed or may have been:
    /// refused ones of its key that it has overtaken are answered as well.
    void settle(const std::shared_ptr<ClusterCall>& call, Result<Reply> result, bool maybe_stored);
    /// Answers an unsent one, or all of them.
    void drop(ClusterCall& call, Error why);
    void drop_all(const Error& why);
    /// The answered ones that are not behind one that is not; they leave the lane.
    Calls take_answered();
    /// After a while of waiting that refuse() began.
    void resume() { paused_ = false; }

  private:
    std::optional<Step> asked_first() const;

    Calls calls_;             // in the order they were given
    std::size_t unsent_ = 0;  // waits or refused
    std::size_t in_flight_ = 0;
    bool held_ = false;  // nothing new until all in flight are answered
    bool paused_ = false;
    ClusterNode sent_to_;
};

}  // namespace usher::log
