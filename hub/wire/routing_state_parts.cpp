// Where conversations stand in their lines, and what queues remember of waits: the part of
// routing_parts.hpp that snapshots and records need.
#include "hub/wire/routing_parts.hpp"
#include "hub/wire/to_proto.hpp"

namespace usher::wire {

void to_proto(const core::Offer& offer, v1::Offer& out) {
    out.set_agent_id(id_text(offer.agent));
    out.set_number(offer.number);
    out.set_made_ms(instant_ms(offer.made));
    out.set_expires_ms(instant_ms(offer.expires));
}

void to_proto(const core::HandOver& hand_over, v1::HandOver& out) {
    out.set_queue_id(id_text(hand_over.queue));
    out.set_agent_id(id_text(hand_over.agent));
}

void to_proto(const core::RoutingState& state, v1::RoutingState& out) {
    if (state.classification != core::Classification{}) {
        to_proto(state.classification, *out.mutable_classification());
    }
    if (state.plan.queue) to_proto(state.plan, *out.mutable_plan());
    out.set_relaxed(state.relaxed);
    out.set_relax_at_ms(instant_ms(state.relax_at));
    for (auto agent : state.tried) out.add_tried_agent_ids(agent.text());
    out.set_round_ends_ms(instant_ms(state.round_ends));
    if (state.offer) to_proto(*state.offer, *out.mutable_offer());
    out.set_offers(state.offers);
    out.set_previous_agent_id(id_text(state.previous));
    if (state.hand_over) to_proto(*state.hand_over, *out.mutable_hand_over());
    out.set_hops(state.hops);
    for (auto queue : state.visited) out.add_visited_queue_ids(queue.text());
    out.set_told_at_ms(instant_ms(state.told.at));
    out.set_told_place(state.told.place);
    if (state.told.range.known()) to_proto(state.told.range, *out.mutable_told());
}

core::RoutingState from_proto(const v1::RoutingState& from, Reader& reader) {
    core::RoutingState state;
    state.classification = from_proto(from.classification());
    state.plan = from_proto(from.plan(), reader);
    state.relaxed = from.relaxed();
    state.relax_at = instant(from.relax_at_ms());
    for (const auto& agent : from.tried_agent_ids()) {
        state.tried.push_back(reader.id<AgentId>(agent, "tried_agent_ids"));
    }
    state.round_ends = instant(from.round_ends_ms());
    if (from.has_offer()) {
        state.offer = core::Offer{reader.id<AgentId>(from.offer().agent_id(), "agent_id"),
                                  from.offer().number(), instant(from.offer().made_ms()),
                                  instant(from.offer().expires_ms())};
    }
    state.offers = from.offers();
    state.previous = reader.id<AgentId>(from.previous_agent_id(), "previous_agent_id");
    if (from.has_hand_over()) {
        state.hand_over =
            core::HandOver{reader.id<QueueId>(from.hand_over().queue_id(), "queue_id"),
                           reader.id<AgentId>(from.hand_over().agent_id(), "agent_id")};
    }
    state.hops = from.hops();
    for (const auto& queue : from.visited_queue_ids()) {
        state.visited.push_back(reader.id<QueueId>(queue, "visited_queue_ids"));
    }
    state.told = {instant(from.told_at_ms()), from.told_place(), from_proto(from.told())};
    return state;
}

void to_proto(const core::WaitHistory& history, v1::WaitSamples& out) {
    for (const auto& sample : history.samples()) {
        out.add_place(sample.place);
        out.add_waited_s(sample.waited_s);
        out.add_half_s(sample.told.half);
        out.add_most_s(sample.told.most);
    }
}

void from_proto(const v1::WaitSamples& samples, core::WaitHistory& out, Reader& reader) {
    const int rows = samples.place_size();
    if (samples.waited_s_size() != rows || samples.half_s_size() != rows ||
        samples.most_s_size() != rows) {
        return reader.wrong("waits", "not of equal columns");
    }
    for (int i = 0; i < rows; ++i) {
        out.add({samples.place(i), samples.waited_s(i), {samples.half_s(i), samples.most_s(i)}});
    }
}

}  // namespace usher::wire
