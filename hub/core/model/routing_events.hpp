// The events of routing: how it was set up, who was asked, who had it, and why. Part of EventBody.
#pragma once

#include "hub/core/model/routing_state.hpp"

namespace usher::core {

/// Why this agent and no other: as it stood when it was decided. Bounded, so that it fits into every event.
struct RoutingDecision {
    struct Candidate {
        AgentId agent;
        std::uint32_t load_permille = 0;  ///< of his units
        Timestamp last_given{};           ///< when work was last given or offered to him
        bool operator==(const Candidate&) const = default;
    };
    static constexpr std::size_t kCandidatesMax = 5;

    AgentChoice choice = AgentChoice::least_loaded;
    bool sticky = false;               ///< he had it before
    std::uint32_t free_agents = 0;     ///< of the queue, whether they fit or not
    std::uint32_t waiting = 0;         ///< in the queue, this one included
    std::chrono::seconds waited{0};
    std::string tier;
    std::chrono::seconds head_start{0};
    std::vector<SkillNeed> needs;      ///< that he meets; preferred ones given up are not among them
    std::string language;
    std::uint32_t relaxed = 0;
    std::uint32_t tried = 0;           ///< asked before him in this round
    std::vector<Candidate> candidates;  ///< the best first, at most kCandidatesMax
    bool exists() const { return free_agents > 0; }
    bool operator==(const RoutingDecision&) const = default;
};

/// What the agent needs to go on where the other stopped.
struct ContextPacket {
    std::string reason;
    std::string summary;
    std::string tried;
    std::string promised;
    std::string identity;  ///< how well the customer is known to be who he says
    bool operator==(const ContextPacket&) const = default;
    std::size_t bytes() const {
        return reason.size() + summary.size() + tried.size() + promised.size() + identity.size();
    }
};

// Of a workspace
struct QueueRoutingDefined { QueueId queue; QueueRouting routing; };
struct AgentRoutingDefined { AgentId agent; AgentRouting routing; };
struct TeamDefined { Team team; };
struct TiersDefined { std::vector<Tier> tiers; };
/// Whether routing gives him anything; apart from his presence.
struct AgentAcceptingChanged { AgentId agent; bool accepting = true; std::string reason; };

// Of a conversation
struct ConversationClassified { Classification classification; };
/// It came into a queue: what holds for it there.
struct ConversationPlaced { RoutingPlan plan; };
/// Nobody was free for it: its place, and what a customer there is told.
struct WaitBegan { std::uint32_t place = 0; WaitRange range; std::uint32_t samples = 0; };
/// A preferred need was given up: a skill, or the language when empty.
struct RequirementRelaxed { std::string skill; };
struct OfferMade {
    AgentId agent;
    std::string agent_name;
    QueueId queue;
    std::uint32_t number = 0;
    Timestamp expires{};
    std::string reason;
    RoutingDecision decision{};
};
enum class OfferOutcome : std::uint8_t { none, accepted, declined, timed_out, withdrawn };
struct OfferEnded {
    AgentId agent;
    std::string agent_name;
    OfferOutcome outcome = OfferOutcome::none;
    std::string reason;
    std::chrono::seconds retry_after{0};  ///< until he may be asked again when all others were
};
/// Those who were asked may be asked again; unless somebody was not asked yet, then at `ends`.
struct RoundEnded { Timestamp again{}; };
/// A warm transfer that nobody took: it stays where it is.
struct TransferEnded { std::string reason; };
/// It has waited too long everywhere it may go.
struct OverflowEnded { QueueId queue; };

}  // namespace usher::core
