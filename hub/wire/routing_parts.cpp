#include "hub/wire/routing_parts.hpp"

#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

std::uint32_t seconds_of(std::chrono::seconds time) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(time.count(), 0));
}

void put_needs(const std::vector<core::SkillNeed>& needs, auto& out) {
    for (const auto& need : needs) {
        auto& to = *out.add_needs();
        to.set_skill(need.skill);
        to.set_level(need.level);
        to.set_preferred(!need.required);
    }
}

std::uint8_t level_of(std::uint32_t level) {
    return static_cast<std::uint8_t>(std::min<std::uint32_t>(level, 255));
}

std::vector<core::SkillNeed> needs_of(const auto& from) {
    std::vector<core::SkillNeed> needs;
    for (const auto& need : from.needs()) {
        needs.push_back({need.skill(), level_of(need.level()), !need.preferred()});
    }
    return needs;
}

}  // namespace

void to_proto(const core::QueueRouting& routing, v1::QueueRouting& out) {
    out.set_offer_timeout_s(seconds_of(routing.offer_timeout));
    out.set_misses_max(routing.misses_max);
    out.set_retry_after_s(seconds_of(routing.retry_after));
    out.set_choice(static_cast<v1::AgentChoice>(routing.choice));
    out.set_sticky(routing.sticky);
    out.set_language(static_cast<v1::LanguageRule>(routing.language));
    put_needs(routing.needs, out);
    out.set_relax_after_s(seconds_of(routing.relax_after));
    out.set_overflow_queue_id(id_text(routing.overflow));
    out.set_overflow_after_s(seconds_of(routing.overflow_after));
    out.set_overflow_tier(routing.overflow_tier);
    out.set_supervisors_pick(!routing.manual_pick);
    out.set_hops_max(routing.hops_max);
}

core::QueueRouting from_proto(const v1::QueueRouting& from, Reader& reader) {
    core::QueueRouting routing;
    routing.offer_timeout = std::chrono::seconds(from.offer_timeout_s());
    routing.misses_max = from.misses_max();
    routing.retry_after = std::chrono::seconds(from.retry_after_s());
    routing.choice = from.choice() == v1::LONGEST_IDLE ? core::AgentChoice::longest_idle
                                                       : core::AgentChoice::least_loaded;
    routing.sticky = from.sticky();
    if (from.language() == v1::LANGUAGE_PREFERRED) routing.language = core::LanguageRule::preferred;
    if (from.language() == v1::LANGUAGE_REQUIRED) routing.language = core::LanguageRule::required;
    routing.needs = needs_of(from);
    routing.relax_after = std::chrono::seconds(from.relax_after_s());
    routing.overflow = reader.id<QueueId>(from.overflow_queue_id(), "overflow_queue_id");
    routing.overflow_after = std::chrono::seconds(from.overflow_after_s());
    routing.overflow_tier = from.overflow_tier();
    routing.manual_pick = !from.supervisors_pick();
    routing.hops_max = from.hops_max();
    return routing;
}

void to_proto(const core::AgentRouting& routing, v1::AgentRouting& out) {
    for (const auto& skill : routing.skills) {
        auto& to = *out.add_skills();
        to.set_name(skill.name);
        to.set_level(skill.level);
    }
    for (const auto& language : routing.languages) out.add_languages(language);
    out.set_units(routing.units);
    for (const auto& channel : routing.channels) {
        auto& to = *out.add_channels();
        to.set_channel(channel.channel);
        to.set_weight(channel.weight);
        to.set_most(channel.most);
    }
    for (auto team : routing.teams) out.add_team_ids(team.text());
}

core::AgentRouting from_proto(const v1::AgentRouting& from, Reader& reader) {
    core::AgentRouting routing;
    for (const auto& skill : from.skills()) {
        routing.skills.push_back({skill.name(), level_of(skill.level())});
    }
    routing.languages.assign(from.languages().begin(), from.languages().end());
    routing.units = from.units();
    for (const auto& channel : from.channels()) {
        routing.channels.push_back({channel.channel(), channel.weight(), channel.most()});
    }
    for (const auto& team : from.team_ids()) {
        routing.teams.push_back(reader.id<TeamId>(team, "team_ids"));
    }
    return routing;
}

void to_proto(const core::Team& team, v1::TeamDefined& out) {
    out.set_team_id(id_text(team.id));
    out.set_name(team.name);
    for (auto queue : team.queues) out.add_queue_ids(queue.text());
}

core::Team from_proto(const v1::TeamDefined& from, Reader& reader) {
    core::Team team{reader.id<TeamId>(from.team_id(), "team_id"), from.name(), {}};
    for (const auto& queue : from.queue_ids()) {
        team.queues.push_back(reader.id<QueueId>(queue, "queue_ids"));
    }
    return team;
}

void to_proto(const std::vector<core::Tier>& tiers, v1::TiersDefined& out) {
    for (const auto& tier : tiers) {
        auto& to = *out.add_tiers();
        to.set_name(tier.name);
        to.set_head_start_s(seconds_of(tier.head_start));
    }
}

std::vector<core::Tier> from_proto(const v1::TiersDefined& from) {
    std::vector<core::Tier> tiers;
    for (const auto& tier : from.tiers()) {
        tiers.push_back({tier.name(), std::chrono::seconds(tier.head_start_s())});
    }
    return tiers;
}

void to_proto(const core::RoutingDecision& decision, v1::RoutingDecision& out) {
    out.set_choice(static_cast<v1::AgentChoice>(decision.choice));
    out.set_sticky(decision.sticky);
    out.set_free_agents(decision.free_agents);
    out.set_waiting(decision.waiting);
    out.set_waited_s(seconds_of(decision.waited));
    out.set_tier(decision.tier);
    out.set_head_start_s(seconds_of(decision.head_start));
    put_needs(decision.needs, out);
    out.set_language(decision.language);
    out.set_relaxed(decision.relaxed);
    out.set_tried(decision.tried);
    for (const auto& candidate : decision.candidates) {
        auto& to = *out.add_candidates();
        to.set_agent_id(candidate.agent.text());
        to.set_load_permille(candidate.load_permille);
        to.set_last_given_ms(instant_ms(candidate.last_given));
    }
}

core::RoutingDecision from_proto(const v1::RoutingDecision& from, Reader& reader) {
    core::RoutingDecision decision{
        .choice = from.choice() == v1::LONGEST_IDLE ? core::AgentChoice::longest_idle
                                                    : core::AgentChoice::least_loaded,
        .sticky = from.sticky(),
        .free_agents = from.free_agents(),
        .waiting = from.waiting(),
        .waited = std::chrono::seconds(from.waited_s()),
        .tier = from.tier(),
        .head_start = std::chrono::seconds(from.head_start_s()),
        .needs = needs_of(from),
        .language = from.language(),
        .relaxed = from.relaxed(),
        .tried = from.tried(),
        .candidates = {},
    };
    for (const auto& candidate : from.candidates()) {
        decision.candidates.push_back({reader.id<AgentId>(candidate.agent_id(), "agent_id"),
                                       candidate.load_permille(),
                                       instant(candidate.last_given_ms())});
    }
    return decision;
}

void to_proto(const core::ContextPacket& packet, v1::ContextPacket& out) {
    out.set_reason(packet.reason);
    out.set_summary(packet.summary);
    out.set_tried(packet.tried);
    out.set_promised(packet.promised);
    out.set_identity(packet.identity);
}

core::ContextPacket from_proto(const v1::ContextPacket& from) {
    return {from.reason(), from.summary(), from.tried(), from.promised(), from.identity()};
}

void to_proto(const core::Classification& classification, v1::Classification& out) {
    out.set_tier(classification.tier);
    put_needs(classification.needs, out);
    out.set_language(classification.language);
}

core::Classification from_proto(const v1::Classification& from) {
    return {from.tier(), needs_of(from), from.language()};
}

void to_proto(const core::RoutingPlan& plan, v1::RoutingPlan& out) {
    out.set_queue_id(id_text(plan.queue));
    out.set_tier(plan.tier);
    out.set_head_start_s(seconds_of(plan.head_start));
    put_needs(plan.needs, out);
    out.set_language(plan.language);
    out.set_language_required(plan.language_required);
    out.set_relax_after_s(seconds_of(plan.relax_after));
    out.set_overflow_queue_id(id_text(plan.overflow));
    out.set_overflow_at_ms(instant_ms(plan.overflow_at));
}

core::RoutingPlan from_proto(const v1::RoutingPlan& from, Reader& reader) {
    return {.queue = reader.id<QueueId>(from.queue_id(), "queue_id"),
            .tier = from.tier(),
            .head_start = std::chrono::seconds(from.head_start_s()),
            .needs = needs_of(from),
            .language = from.language(),
            .language_required = from.language_required(),
            .relax_after = std::chrono::seconds(from.relax_after_s()),
            .overflow = reader.id<QueueId>(from.overflow_queue_id(), "overflow_queue_id"),
            .overflow_at = instant(from.overflow_at_ms())};
}

void to_proto(const core::WaitRange& range, v1::WaitRange& out) {
    out.set_half_s(range.half);
    out.set_most_s(range.most);
}

core::WaitRange from_proto(const v1::WaitRange& from) {
    return {from.half_s(), from.most_s()};
}

}  // namespace usher::wire
