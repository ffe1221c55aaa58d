// Who follows what: the customers' and agents' sessions of one workspace, found by contact and by
// watched conversation. Sessions enter and leave by themselves; nothing here owns them.
#pragma once

#include <algorithm>
#include <span>
#include <unordered_map>
#include <vector>

#include "hub/core/views/customer_view.hpp"
#include "hub/gateway/live_run.hpp"
#include "hub/gateway/session_output.hpp"

namespace usher::gateway {

class CustomerFollower {
  public:
    virtual ~CustomerFollower() = default;
    virtual void on_run(LiveRun& run) = 0;
    /// Where he stands may have changed.
    virtual void on_standing(const core::CustomerView& view) = 0;
    virtual void on_typing(const wire::Typing& typing) = 0;
};

class AgentFollower {
  public:
    virtual ~AgentFollower() = default;
    virtual void on_run(LiveRun& run) = 0;
    virtual AgentId agent() const = 0;
    /// The agent left the team, or his log-ins ended: says goodbye if it is his.
    virtual void on_access_changed(const core::Agent& agent) = 0;
    /// Has the whole list: gets what changes in it.
    virtual bool synced() const = 0;
    /// Reads too slowly for every change: not synced until he has what changed since `position`.
    virtual void fall_behind(std::uint64_t position) = 0;
    virtual SessionOutput& output() = 0;
};

/// A few followers for each key. What is looked up stays valid until somebody enters or leaves.
template <class Key, class Follower>
class Followers {
  public:
    void add(const Key& key, Follower& follower) { by_key_[key].push_back(&follower); }
    void remove(const Key& key, Follower& follower) {
        auto found = by_key_.find(key);
        if (found == by_key_.end()) return;
        std::erase(found->second, &follower);
        if (found->second.empty()) by_key_.erase(found);
    }
    std::span<Follower* const> of(const Key& key) const {
        auto found = by_key_.find(key);
        if (found == by_key_.end()) return {};
        return found->second;
    }
    bool empty() const { return by_key_.empty(); }

  private:
    std::unordered_map<Key, std::vector<Follower*>> by_key_;
};

using CustomerFollowers = Followers<ContactId, CustomerFollower>;
using ConversationWatchers = Followers<ConversationId, AgentFollower>;

}  // namespace usher::gateway
