// What an archive keeps about a conversation beside its events, and what each event means for it.
// The same for every store; it reads and writes nothing.
#pragma once

#include <cstdint>

#include "hub/core/model/conversation.hpp"
#include "hub/core/model/event.hpp"

namespace usher::store {

struct ConversationRow {
    std::int64_t number = 0;  ///< the store's own; 0: not inserted yet
    ConversationId id;
    ContactId contact;
    InboxId inbox;
    QueueId queue;
    AgentId assignee{};
    core::ConversationStatus status = core::ConversationStatus::open;
    Timestamp opened{};
    std::uint64_t last_seq = 0;
    std::int64_t last_event = 0;  ///< the store's number of the event with last_seq
    bool changed = false;
};

/// No gap was ever accepted.
inline constexpr std::int64_t kNoGap = -1;

/// Events of a conversation have a seq; whatever has none is of the workspace, also when it names a
/// conversation.
inline bool in_conversation(const core::Event& event) {
    return event.conversation && event.seq != 0;
}

/// The row of a conversation that is not stored yet. After a gap, `gap_event` being the last event
/// stored before it, a conversation may turn up in the middle: its beginning was lost. Raises
/// invalid for an event of a conversation that nobody opened.
ConversationRow first_row(const core::Event& event, std::int64_t gap_event);

/// Gives the row the event's seq. Raises invalid when it does not follow, unless the events between
/// were lost in the gap.
void take_seq(ConversationRow& row, const core::Event& event, std::int64_t event_number,
              std::int64_t gap_event);

/// What the event means for the rest of the row; tells whether the row is another one now.
bool apply(ConversationRow& row, const core::Event& event);

}  // namespace usher::store
