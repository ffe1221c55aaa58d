// The newest events of a workspace in memory, so that catching up after a short absence needs no
// database. Filled by the tail of the log in order, bounded in count and bytes; what is older comes
// from the archive.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>

#include "hub/gateway/event_batch.hpp"

namespace usher::gateway {

/// One event for both audiences; `for_contact` is empty when contacts do not see it.
struct RecentEvent {
    std::uint64_t seq = 0;
    EventBytes for_agents;
    EventBytes for_contact;

    const EventBytes& bytes(Audience audience) const {
        return audience == Audience::agents ? for_agents : for_contact;
    }
};

class RecentEvents {
  public:
    RecentEvents(std::size_t events_max, std::size_t bytes_max)
        : events_max_(events_max), bytes_max_(bytes_max) {}

    /// An event of a conversation; `slice` points into `entry`. Returns it as it is kept.
    const RecentEvent& add(const core::Event& event, std::string_view slice,
                           const std::shared_ptr<const std::string>& entry);
    /// Makes room. Apart from add(), so that what was just added can be routed first.
    void trim();
    void clear();

    /// The oldest events after `after_seq`. Empty when the first of them is not in memory any more.
    std::optional<EventBatch> after(ConversationId conversation, std::uint64_t after_seq,
                                    Audience audience, BatchLimit limit) const;
    /// The newest events before `before_seq` (0: of all). Empty when memory ends before the limit
    /// is reached.
    std::optional<EventBatch> before(ConversationId conversation, std::uint64_t before_seq,
                                     Audience audience, BatchLimit limit) const;

    std::size_t size() const { return order_.size(); }
    std::size_t bytes() const { return bytes_; }

  private:
    using Kept = std::deque<RecentEvent>;
    static std::size_t cost_of(const RecentEvent& event);

    std::unordered_map<ConversationId, Kept> by_conversation_;
    std::deque<ConversationId> order_;  ///< one for each event: whose oldest goes first
    std::size_t bytes_ = 0;
    std::size_t events_max_;
    std::size_t bytes_max_;
};

}  // namespace usher::gateway
