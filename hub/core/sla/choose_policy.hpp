// Which promises a conversation gets: the first policy in order that fits it, by the calendar of
// the queue it is in. Pure; says why in a sentence for people.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// As it stands now. `recount` says whether what runs must be counted anew.
SlaPolicyChosen choose_policy(const Workspace& workspace, const Conversation& conversation);

/// Whether that is something else than what the conversation has.
bool is_other(const SlaPolicyChosen& chosen, const Conversation& conversation);

/// What a conversation is promised when no policy fits: the two targets of its queue, around the
/// clock.
SlaPolicy policy_of_queue(const Workspace& workspace, QueueId queue);

/// The policy and calendar of these versions. Falls back to the queue's when they are not known any
/// more.
SlaPolicy policy_of(const Workspace& workspace, QueueId queue, const std::string& policy,
                    std::uint32_t policy_version, const Calendar* calendar);

}  // namespace usher::core
