// How work finds people, as a company sets it up: skills, tiers, teams, weights of channels, and the rules of
// a queue. Definitions come as events; whoever defines nothing has a queue that gives what waits longest to
// the least busy agent at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "hub/base/id.hpp"

namespace usher::core {

/// Loads are counted in thousandths of a conversation.
using Units = std::uint32_t;
inline constexpr Units kOneConversation = 1000;

inline constexpr std::uint8_t kSkillLevelMax = 5;

struct AgentSkill {
    std::string name;
    std::uint8_t level = 1;  ///< 1 to kSkillLevelMax; 1 where levels mean nothing
    bool operator==(const AgentSkill&) const = default;
};

struct SkillNeed {
    std::string skill;
    std::uint8_t level = 1;
    bool required = true;  ///< else preferred: given up in order when it waits too long
    auto operator<=>(const SkillNeed&) const = default;
};

enum class AgentChoice : std::uint8_t { least_loaded, longest_idle };
enum class LanguageRule : std::uint8_t { ignored, preferred, required };

struct QueueRouting {
    std::chrono::seconds offer_timeout{0};  ///< 0: assigned at once, nobody is asked
    std::uint32_t misses_max = 3;           ///< offers missed in a row that stop an agent's work; 0: none do
    std::chrono::seconds retry_after{60};   ///< when all were asked, this long until they are asked again
    AgentChoice choice = AgentChoice::least_loaded;
    bool sticky = false;                    ///< who had it before comes first
    LanguageRule language = LanguageRule::ignored;
    std::vector<SkillNeed> needs{};         ///< of every conversation here, the first preferred given up first
    std::chrono::seconds relax_after{0};    ///< per preferred need; 0: they are not waited for
    QueueId overflow{};                     ///< where it goes on when it waited too long here
    std::chrono::seconds overflow_after{0};
    std::string overflow_tier{};            ///< only this tier and higher ones overflow; empty: all
    bool manual_pick = true;                ///< agents may take what waits; else only supervisors
    std::uint32_t hops_max = 5;             ///< transfers until only a supervisor passes it on
    bool operator==(const QueueRouting&) const = default;
};

/// What one conversation of a channel weighs for an agent, and how many he has at most.
struct ChannelWeight {
    std::string channel;
    Units weight = kOneConversation;
    std::uint32_t most = 0;  ///< 0: as many as fit
    bool operator==(const ChannelWeight&) const = default;
};

struct AgentRouting {
    std::vector<AgentSkill> skills{};
    std::vector<std::string> languages{};  ///< BCP 47 primary tags
    Units units = 0;                     ///< 0: capacity times kOneConversation
    std::vector<ChannelWeight> channels{};
    std::vector<TeamId> teams{};
    bool operator==(const AgentRouting&) const = default;
};

/// Whoever is in the team serves its queues.
struct Team {
    TeamId id;
    std::string name;
    std::vector<QueueId> queues;
    bool operator==(const Team&) const = default;
};

/// Waiting counts from so much earlier. As age alone decides from there on, nobody is passed by one who came
/// more than the largest head start after him: that is the ceiling within which the lowest tier is served.
struct Tier {
    std::string name;
    std::chrono::seconds head_start{0};
    bool operator==(const Tier&) const = default;
};

}  // namespace usher::core
