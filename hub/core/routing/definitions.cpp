#include <fmt/format.h>

#include "hub/core/routing/commands.hpp"
#include "hub/core/routing/demand.hpp"
#include "hub/core/workspace/commands.hpp"

namespace usher::core {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kLongest = std::chrono::days(30);
constexpr Units kUnitsMax = 1'000 * kOneConversation;

Rejection invalid(std::string text) {
    return {"invalid", std::move(text)};
}

std::optional<Rejection> fault_of_name(const std::string& name, const char* of) {
    if (!name.empty() && name.size() <= kNameBytesMax) return {};
    return invalid(fmt::format("The name of a {} has 1 to {} bytes.", of, kNameBytesMax));
}

std::optional<Rejection> fault_of_level(std::uint8_t level) {
    if (level >= 1 && level <= kSkillLevelMax) return {};
    return invalid(fmt::format("The level of a skill is 1 to {}.", kSkillLevelMax));
}

std::optional<Rejection> fault_of_needs(const std::vector<SkillNeed>& needs) {
    if (needs.size() > kListMax) return invalid(fmt::format("At most {} needs.", kListMax));
    for (const auto& need : needs) {
        if (auto fault = fault_of_name(need.skill, "skill")) return fault;
        if (auto fault = fault_of_level(need.level)) return fault;
        if (std::ranges::count(needs, need.skill, &SkillNeed::skill) > 1) {
            return invalid(fmt::format("The skill {} is needed twice.", need.skill));
        }
    }
    return {};
}

std::optional<Rejection> fault_of_time(std::chrono::seconds time, const char* of) {
    if (time >= 0s && time <= kLongest) return {};
    return invalid(fmt::format("{} is between 0 and 30 days.", of));
}

std::optional<Rejection> fault_of(const Workspace& workspace, const QueueRouting& rules,
                                  QueueId own) {
    if (auto fault = fault_of_needs(rules.needs)) return fault;
    if (auto fault = fault_of_time(rules.offer_timeout, "The time of an offer")) return fault;
    if (auto fault = fault_of_time(rules.retry_after, "The time between rounds")) return fault;
    if (auto fault = fault_of_time(rules.relax_after, "The time until a need is given up")) {
        return fault;
    }
    if (auto fault = fault_of_time(rules.overflow_after, "The time until overflow")) return fault;
    if (rules.offer_timeout > 0s && rules.offer_timeout < 5s) {
        return invalid("Nobody can read an offer in less than 5 seconds.");
    }
    if (rules.overflow && !workspace.queues.contains(rules.overflow)) {
        return Rejection{"unknown_queue", "There is no such queue to overflow to."};
    }
    if (rules.overflow == own && own) return invalid("A queue cannot overflow to itself.");
    if (bool(rules.overflow) != (rules.overflow_after > 0s)) {
        return invalid("Overflow needs both a queue and a time.");
    }
    const bool known = std::ranges::find(workspace.tiers, rules.overflow_tier, &Tier::name) !=
                       workspace.tiers.end();
    if (!rules.overflow_tier.empty() && !known) {
        return invalid(fmt::format("There is no tier {}.", rules.overflow_tier));
    }
    return {};
}

std::optional<Rejection> fault_of(const Workspace& workspace, const AgentRouting& agent) {
    if (std::max({agent.skills.size(), agent.languages.size(), agent.channels.size(),
                  agent.teams.size()}) > kListMax) {
        return invalid(fmt::format("At most {} skills, languages, channels, teams.", kListMax));
    }
    for (const auto& skill : agent.skills) {
        if (auto fault = fault_of_name(skill.name, "skill")) return fault;
        if (auto fault = fault_of_level(skill.level)) return fault;
    }
    for (const auto& language : agent.languages) {
        if (auto fault = fault_of_name(language, "language")) return fault;
    }
    for (const auto& channel : agent.channels) {
        if (auto fault = fault_of_name(channel.channel, "channel")) return fault;
        if (channel.weight > kUnitsMax) return invalid("A conversation weighs at most 1000.");
    }
    if (agent.units > kUnitsMax) return invalid("The capacity is at most 1000 conversations.");
    for (auto team : agent.teams) {
        if (!workspace.teams.contains(team))
            return Rejection{"unknown_team", "There is no such team."};
    }
    return {};
}

}  // namespace

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const DefineQueueRouting& define, Timestamp now) {
    const auto& [queue, routing] = define.definition;
    if (!workspace.queues.contains(queue)) {
        return Rejection{"unknown_queue", "There is no such queue."};
    }
    if (auto fault = fault_of(workspace, routing, queue)) return *fault;
    return defined(workspace, command, define.definition, now);
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const DefineAgentRouting& define, Timestamp now) {
    auto definition = define.definition;
    if (workspace.find(definition.agent) == nullptr) {
        return Rejection{"unknown_agent", "There is no such agent."};
    }
    if (auto fault = fault_of(workspace, definition.routing)) return *fault;
    for (auto& language : definition.routing.languages) language = primary_language(language);
    return defined(workspace, command, std::move(definition), now);
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const DefineTeam& define, Timestamp now) {
    const auto& team = define.definition.team;
    if (!team.id) return invalid("A team needs an id.");
    if (auto fault = fault_of_name(team.name, "team")) return *fault;
    if (team.queues.size() > kListMax) {
        return invalid(fmt::format("A team serves at most {} queues.", kListMax));
    }
    for (auto queue : team.queues) {
        if (!workspace.queues.contains(queue)) {
            return Rejection{"unknown_queue", "There is no such queue."};
        }
    }
    return defined(workspace, command, define.definition, now);
}

Decision decide_routing(const Workspace& workspace, const Command& command,
                        const DefineTiers& define, Timestamp now) {
    const auto& tiers = define.definition.tiers;
    if (tiers.size() > kListMax) return invalid(fmt::format("At most {} tiers.", kListMax));
    for (const auto& tier : tiers) {
        if (auto fault = fault_of_name(tier.name, "tier")) return *fault;
        if (auto fault = fault_of_time(tier.head_start, "A head start")) return *fault;
        if (std::ranges::count(tiers, tier.name, &Tier::name) > 1) {
            return invalid(fmt::format("There are two tiers {}.", tier.name));
        }
    }
    return defined(workspace, command, define.definition, now);
}

std::optional<Rejection> fault_of(const Workspace& workspace, const Classification& given) {
    if (auto fault = fault_of_needs(given.needs)) return fault;
    if (given.language.size() > kNameBytesMax) return invalid("The language is no language tag.");
    const bool known =
        std::ranges::find(workspace.tiers, given.tier, &Tier::name) != workspace.tiers.end();
    if (!given.tier.empty() && !known)
        return invalid(fmt::format("There is no tier {}.", given.tier));
    return {};
}

}  // namespace usher::core
