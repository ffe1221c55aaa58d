// What a workspace is made of (itself, queues, inboxes, agents) in both directions: events,
// commands and snapshots carry the same messages. Inside hub/wire only.
#pragma once

#include "hub/core/model/event.hpp"
#include "hub/wire/from_proto.hpp"

namespace usher::wire {

void to_proto(const core::WorkspaceDefined& definition, v1::WorkspaceDefined& out);
void to_proto(const core::QueueDefined& definition, v1::QueueDefined& out);
void to_proto(const core::InboxDefined& definition, v1::InboxDefined& out);
void to_proto(const core::AgentRegistered& definition, v1::AgentRegistered& out);

core::WorkspaceDefined from_proto(const v1::WorkspaceDefined& definition, Reader& reader);
core::QueueDefined from_proto(const v1::QueueDefined& definition, Reader& reader);
core::InboxDefined from_proto(const v1::InboxDefined& definition, Reader& reader);
core::AgentRegistered from_proto(const v1::AgentRegistered& definition, Reader& reader);

}  // namespace usher::wire
