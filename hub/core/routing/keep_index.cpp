#include "hub/core/routing/keep_index.hpp"

#include "hub/core/routing/demand.hpp"

namespace usher::core {
namespace {

std::uint64_t share_used(const Agent& agent) {
    return std::uint64_t{agent.units_used()} * 1'000'000 / std::max<Units>(agent.units(), 1);
}

AgentRank rank_in(const Queue& queue, const Agent& agent) {
    const auto last = static_cast<std::uint64_t>(agent.last_assigned.time_since_epoch().count());
    const auto share = share_used(agent);
    return queue.routing.choice == AgentChoice::least_loaded ? AgentRank{share, last, agent.id}
                                                             : AgentRank{last, share, agent.id};
}

void rank(Workspace& workspace, Agent& agent) {
    if (!agent.accepts_more()) return;
    const auto add = [&](QueueId id) {
        auto queue = workspace.queues.find(id);
        if (queue == workspace.queues.end()) return;
        const auto place = rank_in(queue->second, agent);
        if (queue->second.free.insert(place).second) agent.ranks.emplace_back(id, place);
    };
    for (auto id : agent.queues) add(id);
    for (auto id : agent.team_queues) add(id);
}

void give(Workspace& workspace, AgentId id, const Conversation& conversation, bool offered) {
    auto& agent = workspace.agents[id];
    const AgentChange change(workspace, agent);
    (offered ? agent.offered : agent.holding).insert(conversation.id);
    ++agent.channels[conversation.channel];
}

void take(Workspace& workspace, AgentId id, const Conversation& conversation, bool offered) {
    auto& agent = workspace.agents[id];
    const AgentChange change(workspace, agent);
    (offered ? agent.offered : agent.holding).erase(conversation.id);
    auto count = agent.channels.find(conversation.channel);
    if (count != agent.channels.end() && --count->second == 0) agent.channels.erase(count);
}

bool wants_placing(const Queue& queue, const Conversation& conversation) {
    const auto& rules = queue.routing;
    const auto& routing = conversation.routing;
    if (routing.plan.queue == conversation.line()) return false;
    return !rules.needs.empty() || rules.language != LanguageRule::ignored || rules.overflow ||
           routing.classification != Classification{};
}

AgentId owner_of(const Conversation& conversation) {
    return conversation.open() ? conversation.assignee : AgentId();
}

AgentId asked_for(const Conversation& conversation) {
    return conversation.routing.offer ? conversation.routing.offer->agent : AgentId();
}

}  // namespace

AgentChange::AgentChange(Workspace& workspace, Agent& agent, bool anything)
    : workspace_(workspace),
      agent_(agent),
      anything_(anything),
      was_free_(!agent.ranks.empty()),
      conversations_(agent.holding.size() + agent.offered.size()) {
    for (const auto& [queue, place] : agent.ranks) workspace.queues.at(queue).free.erase(place);
    agent.ranks.clear();
}

AgentChange::~AgentChange() {
    agent_.changed = workspace_.version;
    rank(workspace_, agent_);
    if (agent_.ranks.empty()) return;
    if (anything_ || !was_free_ || agent_.holding.size() + agent_.offered.size() < conversations_) {
        workspace_.news.agents.insert(agent_.id);
    }
}

LineChange::LineChange(Workspace& workspace, Conversation& conversation)
    : workspace_(workspace),
      conversation_(conversation),
      owner_(owner_of(conversation)),
      asked_(asked_for(conversation)) {
    if (conversation.in_line()) {
        line_ = conversation.line();
        place_ = waiting_place(conversation);
        auto& queue = workspace.queues[line_];
        queue.changed = workspace.version;
        queue.waiting.erase(place_);
        if (!conversation.routing.offer) {
            demand_ = demand_of(conversation);
            auto lane = queue.lanes.find(*demand_);
            if (lane != queue.lanes.end()) {
                lane->second.erase(place_);
                if (lane->second.empty()) queue.lanes.erase(lane);
            }
        }
    }
    if (const auto due = routing_due(conversation); due != Timestamp{}) {
        workspace.routing_deadlines.erase({due, conversation.id});
    }
}

LineChange::~LineChange() {
    auto& news = workspace_.news;
    const auto line = conversation_.in_line() ? conversation_.line() : QueueId();
    if (line) {
        auto& queue = workspace_.queues[line];
        queue.changed = workspace_.version;
        const auto place = waiting_place(conversation_);
        queue.waiting.insert(place);
        if (!conversation_.routing.offer) {
            auto demand = demand_of(conversation_);
            queue.lanes[demand].insert(place);
            const bool same = demand_ && line == line_ && *demand_ == demand && place_ == place;
            if (!same) news.lanes.emplace(line, std::move(demand));
        }
        if (line != line_) news.entered.insert(conversation_.id);
        if (wants_placing(queue, conversation_)) news.unplaced.insert(conversation_.id);
    } else {
        news.entered.erase(conversation_.id);
        news.unplaced.erase(conversation_.id);
    }
    const auto owner = owner_of(conversation_), asked = asked_for(conversation_);
    if (owner_ != owner && owner_) take(workspace_, owner_, conversation_, false);
    if (asked_ != asked && asked_) take(workspace_, asked_, conversation_, true);
    if (owner_ != owner && owner) give(workspace_, owner, conversation_, false);
    if (asked_ != asked && asked) give(workspace_, asked, conversation_, true);
    if (const auto due = routing_due(conversation_); due != Timestamp{}) {
        workspace_.routing_deadlines.insert({due, conversation_.id});
    }
}

void index_line(Workspace& workspace, const Conversation& conversation) {
    if (conversation.in_line()) {
        auto& queue = workspace.queues[conversation.line()];
        const auto place = waiting_place(conversation);
        queue.waiting.insert(place);
        if (!conversation.routing.offer) queue.lanes[demand_of(conversation)].insert(place);
    }
    const auto hold = [&](AgentId id, bool offered) {
        if (!id) return;
        auto& agent = workspace.agents[id];
        (offered ? agent.offered : agent.holding).insert(conversation.id);
        ++agent.channels[conversation.channel];
    };
    hold(owner_of(conversation), false);
    hold(asked_for(conversation), true);
    if (const auto due = routing_due(conversation); due != Timestamp{}) {
        workspace.routing_deadlines.insert({due, conversation.id});
    }
}

void rank_agents(Workspace& workspace) {
    for (auto& [id, queue] : workspace.queues) queue.free.clear();
    for (auto& [id, agent] : workspace.agents) {
        agent.ranks.clear();
        rank(workspace, agent);
        if (!agent.ranks.empty()) workspace.news.agents.insert(id);
    }
}

void find_team_queues(const Workspace& workspace, Agent& agent) {
    agent.team_queues.clear();
    for (auto id : agent.routing.teams) {
        auto team = workspace.teams.find(id);
        if (team == workspace.teams.end()) continue;
        agent.team_queues.insert(agent.team_queues.end(), team->second.queues.begin(),
                                 team->second.queues.end());
    }
}

void settled(Workspace& workspace) {
    workspace.news.clear();
}

}  // namespace usher::core
