// What the events of routing change: the part of the reducer behind apply_conversation and apply_workspace.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

// Of a conversation
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationClassified&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationPlaced&);
void apply_routing(Workspace&, Conversation&, const Event&, const WaitBegan&);
void apply_routing(Workspace&, Conversation&, const Event&, const RequirementRelaxed&);
void apply_routing(Workspace&, Conversation&, const Event&, const OfferMade&);
void apply_routing(Workspace&, Conversation&, const Event&, const OfferEnded&);
void apply_routing(Workspace&, Conversation&, const Event&, const RoundEnded&);
void apply_routing(Workspace&, Conversation&, const Event&, const TransferEnded&);
void apply_routing(Workspace&, Conversation&, const Event&, const OverflowEnded&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationQueued&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationAssigned&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationTransferred&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationResolved&);
void apply_routing(Workspace&, Conversation&, const Event&, const ConversationReopened&);

// Of a workspace
void apply_routing(Workspace&, const Event&, const QueueRoutingDefined&);
void apply_routing(Workspace&, const Event&, const AgentRoutingDefined&);
void apply_routing(Workspace&, const Event&, const TeamDefined&);
void apply_routing(Workspace&, const Event&, const AgentAcceptingChanged&);

template <class Body>
concept RoutingOfConversation = requires(Workspace& w, Conversation& c, const Event& e, const Body& b) {
    apply_routing(w, c, e, b);
};

}  // namespace usher::core
