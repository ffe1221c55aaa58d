#include "hub/gateway/admin/routing_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "hub/gateway/admin/body_fields.hpp"
#include "hub/gateway/admin/routing_json.hpp"
#include "hub/gateway/http/problem.hpp"

namespace usher::gateway {
namespace {

net::HttpResponse json(unsigned status, const boost::json::object& body) {
    return net::HttpResponse::json(status, boost::json::serialize(body));
}

net::HttpResponse unknown() {
    return problem_of({Error::Kind::not_found, {}});
}

bool only_asks(const HeldRequest& request) {
    const auto& method = request->call.request.method;
    return method == "GET" || method == "HEAD";
}

/// A queue that would wait for a tier which is none any more.
std::optional<core::Rejection> still_used(const core::Workspace& state,
                                          const std::vector<core::Tier>& tiers) {
    for (const auto& [id, queue] : state.queues) {
        const auto& name = queue.routing.overflow_tier;
        if (name.empty() || !queue.routing.overflow) continue;
        if (std::ranges::find(tiers, name, &core::Tier::name) != tiers.end()) continue;
        return core::Rejection{"invalid",
                               "The queue " + queue.definition.name + " overflows by the tier " +
                                   name + ". Change that first.",
                               "tiers"};
    }
    return {};
}

}  // namespace

bool RoutingRoutes::has(Endpoint endpoint) {
    return endpoint == Endpoint::admin_queue_routing || endpoint == Endpoint::admin_agent_routing ||
           endpoint == Endpoint::admin_teams || endpoint == Endpoint::admin_team ||
           endpoint == Endpoint::admin_tiers || endpoint == Endpoint::admin_skills;
}

void RoutingRoutes::handle(Endpoint endpoint, HeldRequest request) {
    if (endpoint == Endpoint::admin_queue_routing) return queue(std::move(request));
    if (endpoint == Endpoint::admin_agent_routing) return agent(std::move(request));
    if (endpoint == Endpoint::admin_tiers) return tiers(std::move(request));
    if (endpoint == Endpoint::admin_teams) return teams(std::move(request));
    if (endpoint == Endpoint::admin_skills) {
        return request->answer(json(200, skills_json(request->state())));
    }
    const auto id = TeamId::parse(request->call.params.front());
    if (!id || !request->state().teams.contains(*id)) return request->answer(unknown());
    change_team(std::move(request), *id, false);
}

void RoutingRoutes::queue(HeldRequest request) {
    const auto id = QueueId::parse(request->call.params.front());
    const auto& queues = request->state().queues;
    const auto known = id ? queues.find(*id) : queues.end();
    if (known == queues.end()) return request->answer(unknown());
    if (only_asks(request)) {
        return request->answer(json(200, queue_routing_json(known->second.routing)));
    }
    core::QueueRoutingDefined changed{*id, known->second.routing};
    BodyFields body(request->call.request.body);
    read_queue_routing(body, changed.routing);
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), core::DefineQueueRouting{std::move(changed)},
                [id = *id](HeldRequest held) {
                    const auto found = held->state().queues.find(id);
                    if (found == held->state().queues.end()) return held->answer(unknown());
                    held->answer(json(200, queue_routing_json(found->second.routing)));
                });
}

void RoutingRoutes::agent(HeldRequest request) {
    const auto id = AgentId::parse(request->call.params.front());
    const auto* known = id ? request->state().find(*id) : nullptr;
    if (known == nullptr) return request->answer(unknown());
    if (only_asks(request)) return request->answer(json(200, agent_routing_json(known->routing)));
    core::AgentRoutingDefined changed{*id, known->routing};
    BodyFields body(request->call.request.body);
    read_agent_routing(body, changed.routing);
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), core::DefineAgentRouting{std::move(changed)},
                [id = *id](HeldRequest held) {
                    const auto* found = held->state().find(id);
                    if (found == nullptr) return held->answer(unknown());
                    held->answer(json(200, agent_routing_json(found->routing)));
                });
}

void RoutingRoutes::teams(HeldRequest request) {
    if (!only_asks(request)) {
        const TeamId id(request->made_id);
        return change_team(std::move(request), id, true);
    }
    boost::json::array list;
    for (const auto& [id, team] : request->state().teams) {
        list.push_back(team_json(team, request->state()));
    }
    request->answer(json(200, {{"teams", std::move(list)}}));
}

void RoutingRoutes::change_team(HeldRequest request, TeamId id, bool create) {
    const auto& all = request->state().teams;
    BodyFields body(request->call.request.body);
    core::Team team{id, "", {}};
    if (const auto known = all.find(id); known != all.end()) team = known->second;
    if (auto name = body.text("name")) team.name = std::move(*name);
    if (auto queues = body.ids<QueueId>("queue_ids")) team.queues = std::move(*queues);
    for (const auto& [other, each] : all) {
        if (other != id && each.name == team.name) {
            body.wrong("name", "Another team has this name.");
        }
    }
    if (create && !all.contains(id) && all.size() >= kTeamsMax) {
        body.wrong("", "A workspace has at most 500 teams.");
    }
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), core::DefineTeam{{std::move(team)}},
                [id, create](HeldRequest held) {
                    const auto found = held->state().teams.find(id);
                    if (found == held->state().teams.end()) return held->answer(unknown());
                    held->answer(json(create ? 201 : 200, team_json(found->second, held->state())));
                });
}

void RoutingRoutes::tiers(HeldRequest request) {
    if (only_asks(request)) {
        return request->answer(json(200, tiers_json(request->state().tiers)));
    }
    BodyFields body(request->call.request.body);
    auto tiers = read_tiers(body);
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    if (auto fault = still_used(request->state(), tiers)) {
        return request->answer(refusal_of(*fault));
    }
    decide_then(commands_, std::move(request), core::DefineTiers{{std::move(tiers)}},
                [](HeldRequest held) { held->answer(json(200, tiers_json(held->state().tiers))); });
}

}  // namespace usher::gateway
