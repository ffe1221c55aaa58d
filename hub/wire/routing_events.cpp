#include "hub/wire/routing_events.hpp"

#include "hub/wire/routing_parts.hpp"
#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

void put(const core::QueueRoutingDefined& body, v1::QueueRoutingDefined& out) {
    out.set_queue_id(id_text(body.queue));
    to_proto(body.routing, *out.mutable_routing());
}
void put(const core::AgentRoutingDefined& body, v1::AgentRoutingDefined& out) {
    out.set_agent_id(id_text(body.agent));
    to_proto(body.routing, *out.mutable_routing());
}
std::uint32_t seconds_of(std::chrono::seconds time) {
    return static_cast<std::uint32_t>(time.count());
}

}  // namespace

core::QueueRoutingDefined from_proto(const v1::QueueRoutingDefined& b, Reader& r) {
    return {r.id<QueueId>(b.queue_id(), "queue_id"), from_proto(b.routing(), r)};
}
core::AgentRoutingDefined from_proto(const v1::AgentRoutingDefined& b, Reader& r) {
    return {r.id<AgentId>(b.agent_id(), "agent_id"), from_proto(b.routing(), r)};
}

void write_routing(const core::QueueRoutingDefined& b, v1::Event& out) {
    put(b, *out.mutable_queue_routing_defined());
}
void write_routing(const core::AgentRoutingDefined& b, v1::Event& out) {
    put(b, *out.mutable_agent_routing_defined());
}
void write_routing(const core::TeamDefined& b, v1::Event& out) {
    to_proto(b.team, *out.mutable_team_defined());
}
void write_routing(const core::TiersDefined& b, v1::Event& out) {
    to_proto(b.tiers, *out.mutable_tiers_defined());
}
void write_routing(const core::AgentAcceptingChanged& b, v1::Event& out) {
    auto& to = *out.mutable_agent_accepting_changed();
    to.set_agent_id(id_text(b.agent));
    to.set_accepting(b.accepting);
    to.set_reason(b.reason);
}
void write_routing(const core::ConversationClassified& b, v1::Event& out) {
    to_proto(b.classification, *out.mutable_conversation_classified()->mutable_classification());
}
void write_routing(const core::ConversationPlaced& b, v1::Event& out) {
    to_proto(b.plan, *out.mutable_conversation_placed()->mutable_plan());
}
void write_routing(const core::WaitBegan& b, v1::Event& out) {
    auto& to = *out.mutable_wait_began();
    to.set_place(b.place);
    if (b.range.known()) to_proto(b.range, *to.mutable_range());
    to.set_samples(b.samples);
}
void write_routing(const core::RequirementRelaxed& b, v1::Event& out) {
    out.mutable_requirement_relaxed()->set_skill(b.skill);
}
void write_routing(const core::OfferMade& b, v1::Event& out) {
    auto& to = *out.mutable_offer_made();
    to.set_agent_id(id_text(b.agent));
    to.set_agent_name(b.agent_name);
    to.set_queue_id(id_text(b.queue));
    to.set_number(b.number);
    to.set_expires_ms(instant_ms(b.expires));
    to.set_reason(b.reason);
    if (b.decision.exists()) to_proto(b.decision, *to.mutable_decision());
}
void write_routing(const core::OfferEnded& b, v1::Event& out) {
    auto& to = *out.mutable_offer_ended();
    to.set_agent_id(id_text(b.agent));
    to.set_agent_name(b.agent_name);
    to.set_outcome(static_cast<v1::OfferOutcome>(b.outcome));
    to.set_reason(b.reason);
    to.set_retry_after_s(seconds_of(b.retry_after));
}
void write_routing(const core::RoundEnded& b, v1::Event& out) {
    out.mutable_round_ended()->set_again_ms(instant_ms(b.again));
}
void write_routing(const core::TransferEnded& b, v1::Event& out) {
    out.mutable_transfer_ended()->set_reason(b.reason);
}
void write_routing(const core::OverflowEnded& b, v1::Event& out) {
    out.mutable_overflow_ended()->set_queue_id(id_text(b.queue));
}

void write_routing(const core::DefineQueueRouting& b, v1::Command& out) {
    put(b.definition, *out.mutable_define_queue_routing()->mutable_definition());
}
void write_routing(const core::DefineAgentRouting& b, v1::Command& out) {
    put(b.definition, *out.mutable_define_agent_routing()->mutable_definition());
}
void write_routing(const core::DefineTeam& b, v1::Command& out) {
    to_proto(b.definition.team, *out.mutable_define_team()->mutable_definition());
}
void write_routing(const core::DefineTiers& b, v1::Command& out) {
    to_proto(b.definition.tiers, *out.mutable_define_tiers()->mutable_definition());
}
void write_routing(const core::ClassifyConversation& b, v1::Command& out) {
    auto& to = *out.mutable_classify_conversation();
    to.set_conversation_id(id_text(b.conversation));
    to_proto(b.classification, *to.mutable_classification());
}
void write_routing(const core::AcceptOffer& b, v1::Command& out) {
    out.mutable_accept_offer()->set_conversation_id(id_text(b.conversation));
    out.mutable_accept_offer()->set_number(b.number);
}
void write_routing(const core::DeclineOffer& b, v1::Command& out) {
    auto& to = *out.mutable_decline_offer();
    to.set_conversation_id(id_text(b.conversation));
    to.set_number(b.number);
    to.set_reason(b.reason);
}
void write_routing(const core::SetAccepting& b, v1::Command& out) {
    auto& to = *out.mutable_set_accepting();
    to.set_agent_id(id_text(b.agent));
    to.set_accepting(b.accepting);
    to.set_reason(b.reason);
}
void write_routing(const core::CancelTransfer& b, v1::Command& out) {
    out.mutable_cancel_transfer()->set_conversation_id(id_text(b.conversation));
}

std::optional<core::EventBody> read_routing(const v1::Event& event, Reader& r) {
    switch (event.body_case()) {
        case v1::Event::kQueueRoutingDefined:
            return from_proto(event.queue_routing_defined(), r);
        case v1::Event::kAgentRoutingDefined:
            return from_proto(event.agent_routing_defined(), r);
        case v1::Event::kTeamDefined:
            return core::TeamDefined{from_proto(event.team_defined(), r)};
        case v1::Event::kTiersDefined:
            return core::TiersDefined{from_proto(event.tiers_defined())};
        case v1::Event::kAgentAcceptingChanged: {
            const auto& b = event.agent_accepting_changed();
            return core::AgentAcceptingChanged{r.id<AgentId>(b.agent_id(), "agent_id"),
                                               b.accepting(), b.reason()};
        }
        case v1::Event::kConversationClassified:
            return core::ConversationClassified{
                from_proto(event.conversation_classified().classification())};
        case v1::Event::kConversationPlaced:
            return core::ConversationPlaced{from_proto(event.conversation_placed().plan(), r)};
        case v1::Event::kWaitBegan: {
            const auto& b = event.wait_began();
            return core::WaitBegan{b.place(), from_proto(b.range()), b.samples()};
        }
        case v1::Event::kRequirementRelaxed:
            return core::RequirementRelaxed{event.requirement_relaxed().skill()};
        case v1::Event::kOfferMade: {
            const auto& b = event.offer_made();
            return core::OfferMade{r.id<AgentId>(b.agent_id(), "agent_id"),
                                   b.agent_name(),
                                   r.id<QueueId>(b.queue_id(), "queue_id"),
                                   b.number(),
                                   instant(b.expires_ms()),
                                   b.reason(),
                                   from_proto(b.decision(), r)};
        }
        case v1::Event::kOfferEnded: {
            const auto& b = event.offer_ended();
            return core::OfferEnded{r.id<AgentId>(b.agent_id(), "agent_id"), b.agent_name(),
                                    static_cast<core::OfferOutcome>(b.outcome()), b.reason(),
                                    std::chrono::seconds(b.retry_after_s())};
        }
        case v1::Event::kRoundEnded:
            return core::RoundEnded{instant(event.round_ended().again_ms())};
        case v1::Event::kTransferEnded:
            return core::TransferEnded{event.transfer_ended().reason()};
        case v1::Event::kOverflowEnded:
            return core::OverflowEnded{
                r.id<QueueId>(event.overflow_ended().queue_id(), "queue_id")};
        default:
            return {};
    }
}

std::optional<core::CommandBody> read_routing(const v1::Command& command, Reader& r) {
    const auto conversation = [&](const auto& body) {
        return r.id<ConversationId>(body.conversation_id(), "conversation_id");
    };
    switch (command.body_case()) {
        case v1::Command::kDefineQueueRouting:
            return core::DefineQueueRouting{
                from_proto(command.define_queue_routing().definition(), r)};
        case v1::Command::kDefineAgentRouting:
            return core::DefineAgentRouting{
                from_proto(command.define_agent_routing().definition(), r)};
        case v1::Command::kDefineTeam:
            return core::DefineTeam{{from_proto(command.define_team().definition(), r)}};
        case v1::Command::kDefineTiers:
            return core::DefineTiers{{from_proto(command.define_tiers().definition())}};
        case v1::Command::kClassifyConversation: {
            const auto& b = command.classify_conversation();
            return core::ClassifyConversation{conversation(b), from_proto(b.classification())};
        }
        case v1::Command::kAcceptOffer: {
            const auto& b = command.accept_offer();
            return core::AcceptOffer{conversation(b), b.number()};
        }
        case v1::Command::kDeclineOffer: {
            const auto& b = command.decline_offer();
            return core::DeclineOffer{conversation(b), b.number(), b.reason()};
        }
        case v1::Command::kSetAccepting: {
            const auto& b = command.set_accepting();
            return core::SetAccepting{r.id<AgentId>(b.agent_id(), "agent_id"), b.accepting(),
                                      b.reason()};
        }
        case v1::Command::kCancelTransfer:
            return core::CancelTransfer{conversation(command.cancel_transfer())};
        default:
            return {};
    }
}

}  // namespace usher::wire
