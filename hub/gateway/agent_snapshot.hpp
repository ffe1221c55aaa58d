// Brings one console's list up to date after its hello: everything, or what changed since the
// position it holds, in batches that wait for a slow reader. Ends with Synced; from then on the
// broadcast serves it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/gateway/agent_broadcast.hpp"

namespace usher::gateway {

class AgentSnapshot : public std::enable_shared_from_this<AgentSnapshot> {
  public:
    static constexpr std::size_t kResolvedMax = 200;

    /// `position` 0: the console holds nothing. `done` is called once, right behind Synced.
    AgentSnapshot(const core::Workspace& state, SessionOutput& output, std::uint64_t position,
                  std::function<void()> done)
        : state_(state), output_(output), position_(position), done_(std::move(done)) {}

    void start();

  private:
    void collect_changed(std::uint64_t since);
    void send_batches();
    void finish_or_repeat();

    const core::Workspace& state_;
    SessionOutput& output_;
    std::uint64_t position_;
    std::function<void()> done_;
    std::vector<ConversationId> left_;  ///< the next one last
    std::uint64_t as_of_ = 0;           ///< what is being sent is at least as new as this version
};

}  // namespace usher::gateway
