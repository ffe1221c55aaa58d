#include <fmt/format.h>

#include <tuple>

#include "hub/core/routing/commands.hpp"
#include "hub/core/routing/demand.hpp"
#include "hub/core/workspace/commands.hpp"

namespace usher::core {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kLongest = std::chrono::days(30);
constexpr Units kUnitsMax = 1'000 * kOneConversation;

Rejection invalid(std::string text, std::string field = {}) {
    return {"invalid", std::move(text), std::move(field)};
}

/// Said of a field, unless it is known of which.
std::optional<Rejection> of_field(const char* field, std::optional<Rejection> fault) {
    if (fault && fault->field.empty()) fault->field = field;
    return fault;
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
    if (auto fault = of_field("needs", fault_of_needs(rules.needs))) return fault;
    for (const auto& [field, time, of] :
         {std::tuple("offer_timeout_s", rules.offer_timeout, "The time of an offer"),
          std::tuple("retry_after_s", rules.retry_after, "The time between rounds"),
          std::tuple("relax_after_s", rules.relax_after, "The time until a need is given up"),
          std::tuple("overflow_after_s", rules.overflow_after, "The time until overflow")}) {
        if (auto fault = of_field(field, fault_of_time(time, of))) return fault;
    }
    if (rules.offer_timeout > 0s && rules.offer_timeout < 5s) {
        return invalid("Nobody can read an offer in less than 5 seconds.", "offer_timeout_s");
    }
    if (rules.overflow && !workspace.queues.contains(rules.overflow)) {
        return Rejection{"unknown_queue", "There is no such queue to overflow to."};
    }
    if (rules.overflow == own && own) {
        return invalid("A queue cannot overflow to itself.", "overflow_queue_id");
    }
    if (bool(rules.overflow) != (rules.overflow_after > 0s)) {
        return invalid("Overflow needs both a queue and a time.",
                       rules.overflow ? "overflow_after_s" : "overflow_queue_id");
    }
    const bool known = std::ranges::find(workspace.tiers, rules.overflow_tier, &Tier::name) !=
                       workspace.tiers.end();
    if (!rules.overflow_tier.empty() && !known) {
        return invalid(fmt::format("There is no tier {}.", rules.overflow_tier), "overflow_tier");
    }
    return {};
}

std::optional<Rejection> fault_of(const Workspace& workspace, const AgentRouting& agent) {
    if (std::max({agent.skills.size(), agent.languages.size(), agent.channels.size(),
                  agent.teams.size()}) > kListMax) {
        return invalid(fmt::format("At most {} skills, languages, channels, teams.", kListMax));
    }
    for (const auto& skill : agent.skills) {
        if (auto fault = of_field("skills", fault_of_name(skill.name, "skill"))) return fault;
        if (auto fault = of_field("skills", fault_of_level(skill.level))) return fault;
    }
    for (const auto& language : agent.languages) {
        if (auto fault = of_field("languages", fault_of_name(language, "language"))) return fault;
    }
    for (const auto& channel : agent.channels) {
        if (auto fault = of_field("channels", fault_of_name(channel.channel, "channel"))) {
            return fault;
        }
        if (channel.weight > kUnitsMax) {
            return invalid("A conversation weighs at most 1000.", "channels");
        }
    }
    if (agent.units > kUnitsMax) {
        return invalid("The capacity is at most 1000 conversations.", "units_permille");
    }
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
    if (auto fault = of_field("name", fault_of_name(team.name, "team"))) return *fault;
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
    if (tiers.size() > kListMax) {
        return invalid(fmt::format("At most {} tiers.", kListMax), "tiers");
    }
    for (const auto& tier : tiers) {
        if (auto fault = of_field("tiers", fault_of_name(tier.name, "tier"))) return *fault;
        if (auto fault = of_field("tiers", fault_of_time(tier.head_start, "A head start"))) {
            return *fault;
        }
        if (std::ranges::count(tiers, tier.name, &Tier::name) > 1) {
            return invalid(fmt::format("There are two tiers {}.", tier.name), "tiers");
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
