// What one log entry brought to one conversation, on its way to everybody who follows it now: each
// encoding is made once and shared. Lives while the entry is routed.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "hub/gateway/recent_events.hpp"
#include "hub/net/websocket.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::gateway {

class LiveRun {
  public:
    LiveRun(ConversationId conversation, std::uint64_t after_seq)
        : conversation_(conversation), after_seq_(after_seq), through_seq_(after_seq) {}

    void add(const RecentEvent& event);

    ConversationId conversation() const { return conversation_; }
    std::uint64_t after_seq() const { return after_seq_; }
    std::uint64_t through_seq() const { return through_seq_; }
    bool visible_to(Audience audience) const {
        return !events_[static_cast<std::size_t>(audience)].empty();
    }
    /// The run with another lower end: a receiver counts from what he was told last.
    const net::Frame& frame(Audience audience, wire::Encoding encoding, std::uint64_t after_seq);

  private:
    struct Encoded {
        std::uint64_t after_seq = 0;
        net::Frame frame;
    };
    ConversationId conversation_;
    std::uint64_t after_seq_;
    std::uint64_t through_seq_;
    std::array<std::vector<std::string_view>, 2> events_;  ///< by audience
    std::array<std::array<Encoded, 2>, 2> encoded_;        ///< by audience and encoding
};

/// A batch as a frame.
net::Frame frame_of(ConversationId conversation, const EventBatch& batch, std::uint64_t after_seq,
                    wire::Encoding encoding);
/// A batch as the answer to a question for older events.
net::Frame history_page_of(ConversationId conversation, const EventBatch& batch,
                           wire::Encoding encoding);

}  // namespace usher::gateway
