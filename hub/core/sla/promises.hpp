// The promises of conversations under policies: what follows from news about one, and what a change
// of promises means for all that are open. Called by react() and by the engine.
#pragma once

#include <span>

#include "hub/core/event_writer.hpp"

namespace usher::core {

/// Whether more is promised than the queue's two times, or may be by now.
bool has_policies(const Workspace& workspace, const Conversation& conversation);

/// `news` are all events of one command about this conversation, applied already.
void keep_policies(EventWriter& events, const Workspace& workspace,
                   const Conversation& conversation, std::span<const Event> news);

/// The next slice of open conversations for which promises changed. Not part of advance(): one
/// slice is work for one log entry.
Events review_promises(const Workspace& workspace, Timestamp now);
/// When that has something to do; kNever when every conversation was looked at.
Timestamp next_review(const Workspace& workspace);

inline constexpr std::size_t kReviewMax = 256;

}  // namespace usher::core
