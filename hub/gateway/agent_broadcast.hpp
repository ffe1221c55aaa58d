// The live list of the consoles: what changed in conversations, agents and queues since the last
// time, gathered for a moment, encoded once and sent to every console that has the whole list. A
// console that reads slowly is spared the steps: when there is room it gets what they came to.
#pragma once

#include <unordered_set>
#include <vector>

#include "hub/core/model/log_entry.hpp"
#include "hub/gateway/context.hpp"
#include "hub/gateway/followers.hpp"
#include "hub/gateway/throttle.hpp"
#include "hub/wire/agent_frames.hpp"

namespace usher::gateway {

class AgentBroadcast {
  public:
    /// Summaries of one frame.
    static constexpr std::size_t kSummariesMax = 200;

    AgentBroadcast(const GatewayContext& context, const core::Workspace& state);

    void add(AgentFollower& console) { consoles_.push_back(&console); }
    void remove(AgentFollower& console) { std::erase(consoles_, &console); }
    const std::vector<AgentFollower*>& consoles() const { return consoles_; }

    void on_entry(const core::LogEntry& entry);
    void clear();

  private:
    void flush();

    const core::Workspace& state_;
    std::vector<AgentFollower*> consoles_;
    std::unordered_set<ConversationId> changed_;
    std::uint64_t told_ = 0;  ///< version of the log that was sent last
    Throttle throttle_;
};

/// The frames that bring a list from position `from` to `to`, in order. Only the last one says
/// `to`: a console that loses the connection between two of them asks for all of them again.
std::vector<std::string> list_frames(std::span<const core::AgentSummary> agents,
                                     std::span<const core::QueueSummary> queues,
                                     std::span<const core::ConversationSummary> conversations,
                                     std::uint64_t from, std::uint64_t to, wire::Encoding encoding);

std::vector<core::AgentSummary> agents_changed(const core::Workspace& state, std::uint64_t since);
std::vector<core::QueueSummary> queues_changed(const core::Workspace& state, std::uint64_t since);

}  // namespace usher::gateway
