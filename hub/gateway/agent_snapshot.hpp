// Brings one console's list up to date, after its hello or after it fell behind: everything, or
// what changed since a position, in batches that wait for a slow reader. From then on the broadcast
// serves it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/gateway/agent_broadcast.hpp"

namespace usher::gateway {

class AgentSnapshot : public std::enable_shared_from_this<AgentSnapshot> {
  public:
    static constexpr std::size_t kResolvedMax = 200;

    /// `position` 0: the console holds nothing. `done` is called once, right behind the
    /// last frame, with the position reached.
    AgentSnapshot(const core::Workspace& state, SessionOutput& output, std::uint64_t position,
                  std::function<void(std::uint64_t)> done)
        : state_(state), output_(output), position_(position), done_(std::move(done)) {}

    void start();
    /// The same when there is room for it.
    void start_when_room();

  private:
    void collect_changed(std::uint64_t since);
    void send_batches();
    void finish_or_repeat();

    const core::Workspace& state_;
    SessionOutput& output_;
    std::uint64_t position_;
    std::function<void(std::uint64_t)> done_;
    std::vector<ConversationId> left_;  ///< the next one last
    std::uint64_t as_of_ = 0;           ///< what is being sent is at least as new as this version
};

}  // namespace usher::gateway
