// The events and commands of routing in both directions. Inside hub/wire only: to_proto.cpp and from_proto.cpp
// hand theirs on.
#pragma once

#include <optional>

#include "hub/core/model/command.hpp"
#include "hub/wire/from_proto.hpp"

namespace usher::wire {

void write_routing(const core::QueueRoutingDefined& body, v1::Event& out);
void write_routing(const core::AgentRoutingDefined& body, v1::Event& out);
void write_routing(const core::TeamDefined& body, v1::Event& out);
void write_routing(const core::TiersDefined& body, v1::Event& out);
void write_routing(const core::AgentAcceptingChanged& body, v1::Event& out);
void write_routing(const core::ConversationClassified& body, v1::Event& out);
void write_routing(const core::ConversationPlaced& body, v1::Event& out);
void write_routing(const core::WaitBegan& body, v1::Event& out);
void write_routing(const core::RequirementRelaxed& body, v1::Event& out);
void write_routing(const core::OfferMade& body, v1::Event& out);
void write_routing(const core::OfferEnded& body, v1::Event& out);
void write_routing(const core::RoundEnded& body, v1::Event& out);
void write_routing(const core::TransferEnded& body, v1::Event& out);
void write_routing(const core::OverflowEnded& body, v1::Event& out);

void write_routing(const core::DefineQueueRouting& body, v1::Command& out);
void write_routing(const core::DefineAgentRouting& body, v1::Command& out);
void write_routing(const core::DefineTeam& body, v1::Command& out);
void write_routing(const core::DefineTiers& body, v1::Command& out);
void write_routing(const core::ClassifyConversation& body, v1::Command& out);
void write_routing(const core::AcceptOffer& body, v1::Command& out);
void write_routing(const core::DeclineOffer& body, v1::Command& out);
void write_routing(const core::SetAccepting& body, v1::Command& out);
void write_routing(const core::CancelTransfer& body, v1::Command& out);

template <class Body>
concept WrittenAsRoutingEvent = requires(const Body& b, v1::Event& o) { write_routing(b, o); };
template <class Body>
concept WrittenAsRoutingCommand = requires(const Body& b, v1::Command& o) { write_routing(b, o); };

core::QueueRoutingDefined from_proto(const v1::QueueRoutingDefined& definition, Reader& reader);
core::AgentRoutingDefined from_proto(const v1::AgentRoutingDefined& definition, Reader& reader);

/// Nothing when the body is no event, or no command, of routing.
std::optional<core::EventBody> read_routing(const v1::Event& event, Reader& reader);
std::optional<core::CommandBody> read_routing(const v1::Command& command, Reader& reader);

}  // namespace usher::wire
