// A number for what kind of event a row holds, so that SQL can choose rows without reading bodies.
// The numbers are the field numbers in usher.v1.Event: for ever, in every store.
#pragma once

#include "hub/base/overloaded.hpp"
#include "hub/core/model/event.hpp"

namespace usher::store {

inline constexpr int kMessageKind = 20;
inline constexpr int kChangeKind = 91;

inline int event_kind(const core::EventBody& body) {
    return std::visit(overloaded{
                          [](const core::MessageAdded&) { return kMessageKind; },
                          [](const core::ReceiptAdvanced&) { return 24; },
                          [](const core::WorkspaceDefined&) { return 40; },
                          [](const core::QueueDefined&) { return 41; },
                          [](const core::InboxDefined&) { return 42; },
                          [](const core::AgentRegistered&) { return 43; },
                          [](const core::AgentPresenceChanged&) { return 44; },
                          [](const core::ContactCreated&) { return 45; },
                          [](const core::ContactUpdated&) { return 46; },
                          [](const core::ContactForgotten&) { return 47; },
                          [](const core::ContactRecalled&) { return 48; },
                          [](const core::CalendarDefined&) { return 49; },
                          [](const core::ConversationOpened&) { return 50; },
                          [](const core::ConversationQueued&) { return 51; },
                          [](const core::ConversationAssigned&) { return 52; },
                          [](const core::ConversationTransferred&) { return 53; },
                          [](const core::ConversationResolved&) { return 54; },
                          [](const core::ConversationReopened&) { return 55; },
                          [](const core::WorkStatusChanged&) { return 56; },
                          [](const core::ResponseWaived&) { return 57; },
                          [](const core::ConversationLabelled&) { return 58; },
                          [](const core::SlaPolicyChosen&) { return 59; },
                          [](const core::SlaClockStarted&) { return 60; },
                          [](const core::SlaClockStopped&) { return 61; },
                          [](const core::QueueRoutingDefined&) { return 70; },
                          [](const core::AgentRoutingDefined&) { return 71; },
                          [](const core::TeamDefined&) { return 72; },
                          [](const core::TiersDefined&) { return 73; },
                          [](const core::AgentAcceptingChanged&) { return 74; },
                          [](const core::ConversationClassified&) { return 75; },
                          [](const core::ConversationPlaced&) { return 76; },
                          [](const core::WaitBegan&) { return 77; },
                          [](const core::RequirementRelaxed&) { return 78; },
                          [](const core::OfferMade&) { return 79; },
                          [](const core::OfferEnded&) { return 80; },
                          [](const core::RoundEnded&) { return 81; },
                          [](const core::TransferEnded&) { return 82; },
                          [](const core::OverflowEnded&) { return 83; },
                          [](const core::AgentSessionsEnded&) { return 90; },
                          [](const core::ChangeRecorded&) { return kChangeKind; },
                          [](const core::SlaClockChanged&) { return 62; },
                          [](const core::SlaWarned&) { return 63; },
                          [](const core::CalendarRemoved&) { return 64; },
                          [](const core::SlaPolicyDefined&) { return 65; },
                          [](const core::SlaPolicyRemoved&) { return 66; },
                          [](const core::SlaPoliciesOrdered&) { return 67; },
                          [](const core::SlaReviewed&) { return 68; },
                      },
                      body);
}

}  // namespace usher::store
