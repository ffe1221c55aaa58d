// Where a conversation stands in its line: what it asks of an agent, who is asked, who was, and what the
// customer was told. Follows from the conversation's own events alone, so that it can be made again from them.
#pragma once

#include <optional>

#include "hub/base/timestamp.hpp"
#include "hub/core/model/routing.hpp"

namespace usher::core {

/// Said of one conversation by a person or a rule; holds in every queue.
struct Classification {
    std::string tier;
    std::vector<SkillNeed> needs;
    std::string language;  ///< instead of the customer's
    bool operator==(const Classification&) const = default;
};

/// What holds for a conversation in the queue where it waits, resolved when it came there.
struct RoutingPlan {
    QueueId queue;
    std::string tier;
    std::chrono::seconds head_start{0};
    std::vector<SkillNeed> needs;  ///< required ones, and preferred ones in the order they are given up
    std::string language;          ///< empty: any
    bool language_required = false;
    std::chrono::seconds relax_after{0};
    QueueId overflow;
    Timestamp overflow_at{};  ///< zero: never
    bool operator==(const RoutingPlan&) const = default;
};

/// What an agent must have to be eligible; conversations of one demand stand in one lane.
struct Demand {
    std::vector<SkillNeed> needs;
    std::string language;
    std::string channel;
    std::vector<AgentId> tried;  ///< asked already, and not asked again in this round
    auto operator<=>(const Demand&) const = default;
};

struct Offer {
    AgentId agent;
    std::uint32_t number = 0;  ///< of the conversation, from 1
    Timestamp made{};
    Timestamp expires{};
    bool operator==(const Offer&) const = default;
};

/// A warm transfer: the owner keeps the conversation until somebody else has it.
struct HandOver {
    QueueId queue;
    AgentId agent;  ///< when it is for one person
    bool operator==(const HandOver&) const = default;
};

/// How long it may take, as somebody who begins to wait was told. Seconds; 0 where nothing can be said yet.
struct WaitRange {
    std::uint32_t half = 0;  ///< half of those in this place were served within
    std::uint32_t most = 0;  ///< nine of ten were
    bool known() const { return most > 0; }
    bool operator==(const WaitRange&) const = default;
};

struct WaitStart {
    Timestamp at{};
    std::uint32_t place = 0;
    WaitRange range;
    bool operator==(const WaitStart&) const = default;
};

struct RoutingState {
    Classification classification;
    RoutingPlan plan;
    std::uint32_t relaxed = 0;  ///< preferred needs given up, the language last
    Timestamp relax_at{};       ///< when the next one is; zero: never
    std::vector<AgentId> tried;
    Timestamp round_ends{};  ///< when those may be asked again
    std::optional<Offer> offer;
    std::uint32_t offers = 0;  ///< ever made
    AgentId previous;          ///< who had it before
    std::optional<HandOver> hand_over;
    std::uint32_t hops = 0;
    std::vector<QueueId> visited;  ///< left by overflow since somebody last had it
    WaitStart told;
    bool operator==(const RoutingState&) const = default;
};

}  // namespace usher::core
