#include "hub/gateway/admin/routing_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace usher::gateway {
namespace {

namespace json = boost::json;
using core::AgentChoice;
using core::LanguageRule;
using std::chrono::seconds;

constexpr std::array kChoices{std::pair("least_loaded", AgentChoice::least_loaded),
                              std::pair("longest_idle", AgentChoice::longest_idle)};
constexpr std::array kLanguageRules{std::pair("ignored", LanguageRule::ignored),
                                    std::pair("preferred", LanguageRule::preferred),
                                    std::pair("required", LanguageRule::required)};

template <class Names, class Value>
const char* name_of(const Names& names, Value value) {
    for (const auto& [name, known] : names) {
        if (known == value) return name;
    }
    return names.front().first;
}

template <class Names, class Value>
void read_choice(BodyFields& body, const char* field, const Names& names, Value& value) {
    const auto given = body.text(field);
    if (!given) return;
    for (const auto& [name, known] : names) {
        if (*given != name) continue;
        value = known;
        return;
    }
    std::string all;
    for (const auto& [name, known] : names) all += (all.empty() ? "" : ", ") + std::string(name);
    body.wrong(field, "This is one of " + all + ".");
}

void read_number(BodyFields& body, const char* field, std::uint32_t& value) {
    if (const auto given = body.number(field)) value = *given;
}

void read_seconds(BodyFields& body, const char* field, seconds& value) {
    if (const auto given = body.number(field)) value = seconds(*given);
}

void read_truth(BodyFields& body, const char* field, bool& value) {
    if (const auto given = body.truth(field)) value = *given;
}

/// A level that is too large stays so, for the core to refuse.
std::uint8_t level_in(BodyFields& element) {
    return static_cast<std::uint8_t>(std::min(element.number("level").value_or(1), 255U));
}

json::object need_json(const core::SkillNeed& need) {
    return {{"skill", need.skill}, {"level", need.level}, {"required", need.required}};
}

}  // namespace

json::object queue_routing_json(const core::QueueRouting& routing) {
    json::array needs;
    for (const auto& need : routing.needs) needs.push_back(need_json(need));
    return {{"offer_timeout_s", routing.offer_timeout.count()},
            {"misses_max", routing.misses_max},
            {"retry_after_s", routing.retry_after.count()},
            {"choice", name_of(kChoices, routing.choice)},
            {"sticky", routing.sticky},
            {"language", name_of(kLanguageRules, routing.language)},
            {"needs", std::move(needs)},
            {"relax_after_s", routing.relax_after.count()},
            {"overflow_queue_id", routing.overflow ? routing.overflow.text() : ""},
            {"overflow_after_s", routing.overflow_after.count()},
            {"overflow_tier", routing.overflow_tier},
            {"supervisors_pick", !routing.manual_pick},
            {"hops_max", routing.hops_max}};
}

json::object agent_routing_json(const core::AgentRouting& routing) {
    json::array skills, channels, teams;
    for (const auto& it : routing.skills)
        skills.push_back({{"name", it.name}, {"level", it.level}});
    for (const auto& it : routing.channels) {
        channels.push_back(
            {{"channel", it.channel}, {"weight_permille", it.weight}, {"most", it.most}});
    }
    for (auto team : routing.teams) teams.emplace_back(team.text());
    return {{"skills", std::move(skills)},
            {"languages", json::array(routing.languages.begin(), routing.languages.end())},
            {"units_permille", routing.units},
            {"channels", std::move(channels)},
            {"team_ids", std::move(teams)}};
}

json::object team_json(const core::Team& team, const core::Workspace& state) {
    json::array queues;
    for (auto queue : team.queues) queues.emplace_back(queue.text());
    const auto agents = std::ranges::count_if(state.agents, [&](const auto& each) {
        const auto& teams = each.second.routing.teams;
        return !each.second.inactive && std::ranges::find(teams, team.id) != teams.end();
    });
    return {{"id", team.id.text()},
            {"name", team.name},
            {"queue_ids", std::move(queues)},
            {"agents", agents}};
}

json::object tiers_json(const std::vector<core::Tier>& tiers) {
    json::array list;
    for (const auto& tier : tiers) {
        list.push_back({{"name", tier.name}, {"head_start_s", tier.head_start.count()}});
    }
    return {{"tiers", std::move(list)}};
}

json::object skills_json(const core::Workspace& state) {
    struct Count {
        std::size_t agents = 0;
        std::size_t queues = 0;
    };
    std::map<std::string, Count> skills, languages;
    for (const auto& [id, agent] : state.agents) {
        if (agent.inactive) continue;
        for (const auto& skill : agent.routing.skills) ++skills[skill.name].agents;
        for (const auto& language : agent.routing.languages) ++languages[language].agents;
    }
    for (const auto& [id, queue] : state.queues) {
        for (const auto& need : queue.routing.needs) ++skills[need.skill].queues;
    }
    json::array known, spoken;
    for (const auto& [name, count] : skills) {
        known.push_back({{"name", name}, {"agents", count.agents}, {"queues", count.queues}});
    }
    for (const auto& [name, count] : languages) {
        spoken.push_back({{"name", name}, {"agents", count.agents}});
    }
    return {{"skills", std::move(known)}, {"languages", std::move(spoken)}};
}

void read_queue_routing(BodyFields& body, core::QueueRouting& routing) {
    read_seconds(body, "offer_timeout_s", routing.offer_timeout);
    read_number(body, "misses_max", routing.misses_max);
    read_seconds(body, "retry_after_s", routing.retry_after);
    read_choice(body, "choice", kChoices, routing.choice);
    read_truth(body, "sticky", routing.sticky);
    read_choice(body, "language", kLanguageRules, routing.language);
    read_seconds(body, "relax_after_s", routing.relax_after);
    read_seconds(body, "overflow_after_s", routing.overflow_after);
    if (const auto only = body.truth("supervisors_pick")) routing.manual_pick = !*only;
    read_number(body, "hops_max", routing.hops_max);
    if (auto tier = body.text("overflow_tier")) routing.overflow_tier = std::move(*tier);
    if (const auto queue = body.text("overflow_queue_id")) {
        const auto id = QueueId::parse(*queue);
        if (!id && !queue->empty()) body.wrong("overflow_queue_id", "This is not an id.");
        routing.overflow = id.value_or(QueueId());
    }
    auto needs = body.objects("needs");
    if (!needs) return;
    routing.needs.clear();
    for (auto& each : *needs) {
        core::SkillNeed need{each.text("skill").value_or(""), level_in(each)};
        read_truth(each, "required", need.required);
        body.adopt("needs", each);
        routing.needs.push_back(std::move(need));
    }
}

void read_agent_routing(BodyFields& body, core::AgentRouting& routing) {
    if (auto languages = body.texts("languages")) routing.languages = std::move(*languages);
    if (auto teams = body.ids<TeamId>("team_ids")) routing.teams = std::move(*teams);
    read_number(body, "units_permille", routing.units);
    if (auto skills = body.objects("skills")) {
        routing.skills.clear();
        for (auto& each : *skills) {
            core::AgentSkill skill{each.text("name").value_or(""), level_in(each)};
            body.adopt("skills", each);
            if (std::ranges::find(routing.skills, skill.name, &core::AgentSkill::name) !=
                routing.skills.end()) {
                body.wrong("skills", "The skill " + skill.name + " is there twice.");
            }
            routing.skills.push_back(std::move(skill));
        }
    }
    if (auto channels = body.objects("channels")) {
        routing.channels.clear();
        for (auto& each : *channels) {
            core::ChannelWeight weight{each.text("channel").value_or("")};
            read_number(each, "weight_permille", weight.weight);
            read_number(each, "most", weight.most);
            body.adopt("channels", each);
            routing.channels.push_back(std::move(weight));
        }
    }
}

std::vector<core::Tier> read_tiers(BodyFields& body) {
    std::vector<core::Tier> tiers;
    auto list = body.objects("tiers");
    if (!list) body.wrong("tiers", "This is missing.");
    for (auto& each : list.value_or(std::vector<BodyFields>())) {
        core::Tier tier{each.text("name").value_or("")};
        read_seconds(each, "head_start_s", tier.head_start);
        body.adopt("tiers", each);
        tiers.push_back(std::move(tier));
    }
    return tiers;
}

}  // namespace usher::gateway
