#include "hub/core/routing/choose.hpp"

#include "hub/core/routing/demand.hpp"

namespace usher::core {
namespace {

/// Up to so many new agents, each is looked at for himself; beyond, all free ones of their queues
/// are.
constexpr std::size_t kNewAgentsMax = 16;

struct Chosen {
    std::vector<const Agent*> agents;  ///< who fit, the best first; the first is chosen
    bool sticky = false;
};

const Agent* sticky_agent(const Workspace& workspace, const Queue& queue,
                          const Conversation& conversation, const Demand& demand) {
    if (!queue.routing.sticky || !conversation.routing.previous) return nullptr;
    const auto* agent = workspace.find(conversation.routing.previous);
    const bool free = agent != nullptr && std::ranges::any_of(agent->ranks, [&](const auto& rank) {
                          return rank.first == conversation.line();
                      });
    return free && meets(*agent, demand) ? agent : nullptr;
}

Chosen choose(const Workspace& workspace, const Queue& queue, const Conversation& conversation,
              const Demand& demand) {
    Chosen chosen;
    const auto* sticky = sticky_agent(workspace, queue, conversation, demand);
    if (sticky != nullptr) {
        chosen.agents.push_back(sticky);
        chosen.sticky = true;
    }
    for (const auto& rank : queue.free) {
        const auto* agent = workspace.find(rank.agent);
        if (agent == sticky || !meets(*agent, demand)) continue;
        chosen.agents.push_back(agent);
        if (chosen.agents.size() >= RoutingDecision::kCandidatesMax) break;
    }
    return chosen;
}

RoutingDecision decision_of(const Queue& queue, const Conversation& conversation,
                            const Demand& demand, const Chosen& chosen, Timestamp now) {
    RoutingDecision decision{
        .choice = queue.routing.choice,
        .sticky = chosen.sticky,
        .free_agents = static_cast<std::uint32_t>(queue.free.size()),
        .waiting = static_cast<std::uint32_t>(queue.waiting.size()),
        .waited = std::chrono::floor<std::chrono::seconds>(now - conversation.queued),
        .tier = conversation.routing.plan.tier,
        .head_start = conversation.routing.plan.head_start,
        .needs = demand.needs,
        .language = demand.language,
        .relaxed = conversation.routing.relaxed,
        .tried = static_cast<std::uint32_t>(conversation.routing.tried.size()),
        .candidates = {},
    };
    for (const auto* agent : chosen.agents) {
        const auto share =
            std::uint64_t{agent->units_used()} * 1000 / std::max<Units>(agent->units(), 1);
        decision.candidates.push_back(
            {agent->id, static_cast<std::uint32_t>(share), agent->last_assigned});
    }
    return decision;
}

/// The search: remembers the oldest conversation found so far that somebody fits.
class Search {
  public:
    explicit Search(const Workspace& workspace) : workspace_(workspace) {}

    /// Anybody free in the queue may take the head of the lane.
    void look_at(QueueId id, const Queue& queue, const Demand& demand, const Lane& lane) {
        if (lane.empty() || queue.free.empty() || is_later(*lane.begin())) return;
        const auto& conversation = *workspace_.find(lane.begin()->conversation);
        auto chosen = choose(workspace_, queue, conversation, demand);
        if (!chosen.agents.empty()) {
            found(id, queue, demand, *lane.begin(), conversation, std::move(chosen));
        }
    }
    /// Only this agent is new to the lanes of his queues.
    void look_for(const Agent& agent) {
        for (const auto& [id, rank] : agent.ranks) {
            const auto& queue = workspace_.queues.at(id);
            for (const auto& [demand, lane] : queue.lanes) {
                if (lane.empty() || is_later(*lane.begin())) continue;
                const auto& conversation = *workspace_.find(lane.begin()->conversation);
                if (meets(agent, demand)) {
                    found(id, queue, demand, *lane.begin(), conversation, {{&agent}, false});
                }
            }
        }
    }

    std::optional<Match> result(Timestamp now) {
        if (conversation_ == nullptr) return {};
        auto chosen = std::move(chosen_);
        // Another of the new ones may fit better than the one it was found by.
        if (queue_->free.size() > chosen.agents.size() && chosen.agents.size() == 1) {
            chosen = among_new(chosen.agents.front());
        }
        return Match{conversation_, queue_, chosen.agents.front(),
                     decision_of(*queue_, *conversation_, *demand_, chosen, now)};
    }

  private:
    bool is_later(const WaitingPlace& place) const {
        return conversation_ != nullptr && place_ < place;
    }
    void found(QueueId, const Queue& queue, const Demand& demand, const WaitingPlace& place,
               const Conversation& conversation, Chosen chosen) {
        place_ = place;
        queue_ = &queue;
        demand_ = &demand;
        conversation_ = &conversation;
        chosen_ = std::move(chosen);
    }
    Chosen among_new(const Agent* known) const {
        Chosen chosen;
        const auto& news = workspace_.news;
        if (news.lanes.contains({conversation_->line(), *demand_}) ||
            news.agents.size() > kNewAgentsMax) {
            return choose(workspace_, *queue_, *conversation_, *demand_);
        }
        const auto* sticky = sticky_agent(workspace_, *queue_, *conversation_, *demand_);
        std::vector<std::pair<AgentRank, const Agent*>> fit;
        for (auto id : news.agents) {
            const auto* agent = workspace_.find(id);
            for (const auto& [queue, rank] : agent->ranks) {
                if (queue != conversation_->line()) continue;
                if (meets(*agent, *demand_)) fit.emplace_back(rank, agent);
            }
        }
        std::ranges::sort(fit, {}, [&](const auto& each) {
            return std::pair(each.second != sticky, each.first);
        });
        for (const auto& [rank, agent] : fit) {
            if (chosen.agents.size() < RoutingDecision::kCandidatesMax) {
                chosen.agents.push_back(agent);
            }
        }
        if (chosen.agents.empty()) chosen.agents.push_back(known);
        chosen.sticky = chosen.agents.front() == sticky;
        return chosen;
    }

    const Workspace& workspace_;
    WaitingPlace place_;
    const Queue* queue_ = nullptr;
    const Demand* demand_ = nullptr;
    const Conversation* conversation_ = nullptr;
    Chosen chosen_;
};

}  // namespace

std::optional<Match> next_match(const Workspace& workspace, Timestamp now) {
    const auto& news = workspace.news;
    Search search(workspace);
    for (const auto& [id, demand] : news.lanes) {
        const auto& queue = workspace.queues.at(id);
        const auto lane = queue.lanes.find(demand);
        if (lane != queue.lanes.end()) search.look_at(id, queue, lane->first, lane->second);
    }
    if (news.agents.size() <= kNewAgentsMax) {
        for (auto id : news.agents) search.look_for(workspace.agents.at(id));
    } else {
        for (const auto& [id, queue] : workspace.queues) {
            for (const auto& [demand, lane] : queue.lanes) search.look_at(id, queue, demand, lane);
        }
    }
    return search.result(now);
}

bool somebody_untried(const Workspace& workspace, const Conversation& conversation) {
    auto demand = demand_of(conversation);
    const auto line = conversation.line();
    return std::ranges::any_of(workspace.agents, [&](const auto& entry) {
        const auto& agent = entry.second;
        return agent.works() && agent.serves(line) && meets_but_for_room(agent, demand);
    });
}

}  // namespace usher::core
