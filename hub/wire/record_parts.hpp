// Contacts and conversations as a state holds them, in both directions: for snapshots, and for what
// was forgotten and is recalled. Inside hub/wire only.
#pragma once

#include "hub/core/model/workspace.hpp"
#include "hub/wire/from_proto.hpp"
#include "usher/v1/record.pb.h"

namespace usher::wire {

void to_proto(const core::Conversation& conversation, v1::ConversationRecord& out);
core::Conversation from_proto(const v1::ConversationRecord& record, Reader& reader);

}  // namespace usher::wire
