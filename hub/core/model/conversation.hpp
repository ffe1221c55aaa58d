// A conversation as the engine holds it: no message bodies, only what decisions and lists need.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "hub/core/model/actor.hpp"
#include "hub/core/model/conversation_sla.hpp"
#include "hub/core/model/routing_state.hpp"
#include "hub/core/model/sla_clock.hpp"

namespace usher::core {

enum class ConversationStatus : std::uint8_t { none, open, resolved };

/// The newest message in a line, for lists.
struct Preview {
    std::string text;  ///< at most kPreviewBytes, cut at a character
    Role role = Role::none;
    bool note = false;
};
inline constexpr std::size_t kPreviewBytes = 160;

struct Conversation {
    ConversationId id;
    ContactId contact;
    InboxId inbox;
    QueueId queue;
    std::string channel;  ///< empty in old logs
    ConversationStatus status = ConversationStatus::open;
    AgentId assignee;  ///< kept when resolved: who had it last
    std::uint64_t seq = 0;  ///< of the last event
    std::uint64_t arrival = 0;  ///< the how manieth of its workspace it is

    Timestamp opened{};
    Timestamp last_activity{};
    Timestamp queued{};         ///< since when it waits in its queue; zero when assigned or resolved
    Timestamp waiting_since{};  ///< oldest unanswered customer message; zero when none
    Timestamp last_event{};     ///< no later event is counted to have happened before this
    bool answered = false;      ///< the assignee wrote since he got it

    Preview preview;
    std::vector<std::uint64_t> unread;  ///< customer messages no agent has read, at most kUnreadMax
    std::uint64_t agent_read_seq = 0;
    std::uint64_t contact_delivered_seq = 0;
    std::uint64_t contact_read_seq = 0;

    SlaClock first_response;
    SlaClock next_response;  ///< the current or last cycle
    ConversationSla sla;

    RoutingState routing;

    std::string language;
    std::vector<std::string> labels;  ///< sorted, each once
    PageContext page;
    std::uint64_t changed = 0;  ///< log version of the last change

    bool open() const { return status == ConversationStatus::open; }
    bool waiting() const { return open() && !assignee; }
    /// In the line of a queue: nobody has it, or its owner passes it on and keeps it meanwhile.
    bool in_line() const {
        return open() && (!assignee || (routing.hand_over && routing.hand_over->queue));
    }
    QueueId line() const {
        return assignee && routing.hand_over ? routing.hand_over->queue : queue;
    }

    SlaClock& clock(SlaTarget target);
    const SlaClock& clock(SlaTarget target) const;
    /// In the order of kSlaTargets.
    std::array<const SlaClock*, kSlaTargets.size()> clocks() const {
        return {&first_response, &next_response, &sla.update, &sla.resolution_first,
                &sla.resolution_total};
    }
};
inline constexpr std::size_t kUnreadMax = 999;
inline constexpr std::size_t kLabelsMax = 32;
inline constexpr std::size_t kLabelBytesMax = 64;

inline const SlaClock& Conversation::clock(SlaTarget target) const {
    // Of what is no target it is the first: nothing is ever asked for it.
    const auto nth = target == SlaTarget::none ? 0 : static_cast<std::size_t>(target) - 1;
    return *clocks()[nth];
}
inline SlaClock& Conversation::clock(SlaTarget target) {
    return const_cast<SlaClock&>(std::as_const(*this).clock(target));
}

}  // namespace usher::core
