#include "hub/core/routing/demand.hpp"

#include <algorithm>

namespace usher::core {
namespace {

bool language_is_preferred(const RoutingPlan& plan) {
    return !plan.language.empty() && !plan.language_required;
}

bool has_skill(const Agent& agent, const SkillNeed& need) {
    return std::ranges::any_of(agent.routing.skills, [&](const AgentSkill& skill) {
        return skill.level >= need.level && skill.name == need.skill;
    });
}

bool is_asked_for(const SkillNeed& need, const RoutingPlan& plan, std::size_t& relaxed) {
    if (need.required) return true;
    if (plan.relax_after.count() == 0) return false;
    if (relaxed == 0) return true;
    --relaxed;
    return false;
}

const Tier* tier_of(const Workspace& workspace, const std::string& name) {
    auto at = std::ranges::find(workspace.tiers, name, &Tier::name);
    return at == workspace.tiers.end() ? nullptr : &*at;
}

}  // namespace

std::string primary_language(std::string_view tag) {
    std::string primary;
    for (const char c : tag) {
        if (c == '-' || c == '_') break;
        primary += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return primary;
}

Demand demand_of(const Conversation& conversation) {
    const auto& routing = conversation.routing;
    const auto& plan = routing.plan;
    Demand demand;
    demand.channel = conversation.channel;
    demand.tried = routing.tried;
    // Who passes it on does not get it back; and stands for nobody else of his lane.
    if (conversation.assignee) demand.tried.push_back(conversation.assignee);
    std::size_t relaxed = routing.relaxed;
    for (const auto& need : plan.needs) {
        if (is_asked_for(need, plan, relaxed)) demand.needs.push_back(need);
    }
    const bool given_up =
        language_is_preferred(plan) && (plan.relax_after.count() == 0 || relaxed > 0);
    if (!given_up) demand.language = plan.language;
    return demand;
}

bool meets(const Agent& agent, const Demand& demand) {
    return agent.has_room(demand.channel) && meets_but_for_room(agent, demand);
}

bool meets_but_for_room(const Agent& agent, const Demand& demand) {
    if (std::ranges::find(demand.tried, agent.id) != demand.tried.end()) return false;
    if (!demand.language.empty() && std::ranges::find(agent.routing.languages, demand.language) ==
                                        agent.routing.languages.end()) {
        return false;
    }
    return std::ranges::all_of(demand.needs,
                               [&](const SkillNeed& need) { return has_skill(agent, need); });
}

std::size_t preferences_of(const RoutingPlan& plan) {
    const auto skills = std::ranges::count(plan.needs, false, &SkillNeed::required);
    return static_cast<std::size_t>(skills) + (language_is_preferred(plan) ? 1 : 0);
}

std::string next_to_relax(const RoutingState& routing) {
    auto left = routing.relaxed;
    for (const auto& need : routing.plan.needs) {
        if (!need.required && left-- == 0) return need.skill;
    }
    return {};
}

Timestamp routing_due(const Conversation& conversation) {
    const auto& routing = conversation.routing;
    if (routing.offer) return routing.offer->expires + kOfferGrace;
    if (!conversation.in_line()) return {};
    auto due = kNever;
    for (const auto at : {routing.relax_at, routing.round_ends, routing.plan.overflow_at}) {
        if (at != Timestamp{}) due = std::min(due, at);
    }
    return due == kNever ? Timestamp{} : due;
}

RoutingPlan plan_for(const Workspace& workspace, const Conversation& conversation, Timestamp now) {
    RoutingPlan plan;
    plan.queue = conversation.line();
    const auto& own = conversation.routing.classification;
    if (const auto* tier = tier_of(workspace, own.tier)) {
        plan.tier = tier->name;
        plan.head_start = tier->head_start;
    }
    plan.needs = own.needs;
    const auto queue = workspace.queues.find(plan.queue);
    if (queue == workspace.queues.end()) return plan;
    const auto& rules = queue->second.routing;
    for (const auto& need : rules.needs) {
        if (std::ranges::find(plan.needs, need.skill, &SkillNeed::skill) == plan.needs.end()) {
            plan.needs.push_back(need);
        }
    }
    if (rules.language != LanguageRule::ignored) {
        plan.language =
            primary_language(own.language.empty() ? conversation.language : own.language);
        plan.language_required = rules.language == LanguageRule::required;
    }
    plan.relax_after = rules.relax_after;
    if (!rules.overflow || rules.overflow_after.count() == 0) return plan;
    const auto* least = tier_of(workspace, rules.overflow_tier);
    if (least != nullptr && plan.head_start < least->head_start) return plan;
    plan.overflow = rules.overflow;
    plan.overflow_at = now + rules.overflow_after;
    return plan;
}

}  // namespace usher::core
