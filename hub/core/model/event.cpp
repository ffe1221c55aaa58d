#include "hub/core/model/event.hpp"

#include "hub/base/overloaded.hpp"

namespace usher::core {

bool visible_to_contact(const Event& event) {
    return std::visit(overloaded{
                          [](const MessageAdded& e) { return !e.note(); },
                          [](const ReceiptAdvanced& e) { return e.side == Role::agent; },
                          [](const ConversationOpened&) { return true; },
                          [](const ConversationAssigned&) { return true; },
                          [](const ConversationResolved&) { return true; },
                          [](const ConversationReopened&) { return true; },
                          [](const ConversationQueued&) { return false; },
                          [](const ConversationTransferred&) { return false; },
                          [](const WorkStatusChanged&) { return false; },
                          [](const ResponseWaived&) { return false; },
                          [](const ConversationLabelled&) { return false; },
                          [](const SlaPolicyChosen&) { return false; },
                          [](const SlaClockStarted&) { return false; },
                          [](const SlaClockChanged&) { return false; },
                          [](const SlaWarned&) { return false; },
                          [](const SlaClockStopped&) { return false; },
                          [](const WorkspaceDefined&) { return false; },
                          [](const QueueDefined&) { return false; },
                          [](const InboxDefined&) { return false; },
                          [](const AgentRegistered&) { return false; },
                          [](const AgentPresenceChanged&) { return false; },
                          [](const CalendarDefined&) { return false; },
                          [](const CalendarRemoved&) { return false; },
                          [](const SlaPolicyDefined&) { return false; },
                          [](const SlaPolicyRemoved&) { return false; },
                          [](const SlaPoliciesOrdered&) { return false; },
                          [](const SlaReviewed&) { return false; },
                          [](const ContactCreated&) { return false; },
                          [](const ContactUpdated&) { return false; },
                          [](const AgentSessionsEnded&) { return false; },
                          [](const ChangeRecorded&) { return false; },
                          [](const ContactForgotten&) { return false; },
                          [](const ContactRecalled&) { return false; },
                          [](const QueueRoutingDefined&) { return false; },
                          [](const AgentRoutingDefined&) { return false; },
                          [](const TeamDefined&) { return false; },
                          [](const TiersDefined&) { return false; },
                          [](const AgentAcceptingChanged&) { return false; },
                          [](const ConversationClassified&) { return false; },
                          [](const ConversationPlaced&) { return false; },
                          [](const WaitBegan&) { return false; },
                          [](const RequirementRelaxed&) { return false; },
                          [](const OfferMade&) { return false; },
                          [](const OfferEnded&) { return false; },
                          [](const RoundEnded&) { return false; },
                          [](const TransferEnded&) { return false; },
                          [](const OverflowEnded&) { return false; },
                      },
                      event.body);
}

Event for_contact(Event event) {
    if (auto* assigned = std::get_if<ConversationAssigned>(&event.body)) {
        assigned->reason.clear();
        assigned->queue = {};
        assigned->over_limit = false;
        assigned->decision = {};
    } else if (auto* opened = std::get_if<ConversationOpened>(&event.body)) {
        opened->queue = {};
        opened->arrival = 0;
        opened->previous = {};
    } else if (auto* reopened = std::get_if<ConversationReopened>(&event.body)) {
        reopened->reason.clear();
    }
    if (!event.actor.is_contact()) event.key.clear();
    return event;
}

}  // namespace usher::core
