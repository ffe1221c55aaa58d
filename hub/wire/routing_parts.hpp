// Routing in both directions: definitions, decisions, and where a conversation stands in its line, as events,
// commands, snapshots and frames carry them. Inside hub/wire only.
#pragma once

#include "hub/core/model/workspace.hpp"
#include "hub/wire/from_proto.hpp"
#include "usher/v1/routing.pb.h"
#include "usher/v1/snapshot.pb.h"

namespace usher::wire {

void to_proto(const core::QueueRouting& routing, v1::QueueRouting& out);
void to_proto(const core::AgentRouting& routing, v1::AgentRouting& out);
void to_proto(const core::Team& team, v1::TeamDefined& out);
void to_proto(const std::vector<core::Tier>& tiers, v1::TiersDefined& out);
void to_proto(const core::RoutingDecision& decision, v1::RoutingDecision& out);
void to_proto(const core::ContextPacket& packet, v1::ContextPacket& out);
void to_proto(const core::Classification& classification, v1::Classification& out);
void to_proto(const core::RoutingPlan& plan, v1::RoutingPlan& out);
void to_proto(const core::WaitRange& range, v1::WaitRange& out);
void to_proto(const core::Offer& offer, v1::Offer& out);
void to_proto(const core::HandOver& hand_over, v1::HandOver& out);
void to_proto(const core::RoutingState& state, v1::RoutingState& out);
void to_proto(const core::WaitHistory& history, v1::WaitSamples& out);

core::QueueRouting from_proto(const v1::QueueRouting& routing, Reader& reader);
core::AgentRouting from_proto(const v1::AgentRouting& routing, Reader& reader);
core::Team from_proto(const v1::TeamDefined& team, Reader& reader);
std::vector<core::Tier> from_proto(const v1::TiersDefined& tiers);
core::RoutingDecision from_proto(const v1::RoutingDecision& decision, Reader& reader);
core::ContextPacket from_proto(const v1::ContextPacket& packet);
core::Classification from_proto(const v1::Classification& classification);
core::RoutingPlan from_proto(const v1::RoutingPlan& plan, Reader& reader);
core::WaitRange from_proto(const v1::WaitRange& range);
core::RoutingState from_proto(const v1::RoutingState& state, Reader& reader);
void from_proto(const v1::WaitSamples& samples, core::WaitHistory& out, Reader& reader);

}  // namespace usher::wire
