// How work finds people, as administrators read and write it: the rules of a queue, what an agent
// can, teams and tiers, in the JSON of docs/administration.md. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/admin/body_fields.hpp"

namespace usher::gateway {

boost::json::object queue_routing_json(const core::QueueRouting& routing);
boost::json::object agent_routing_json(const core::AgentRouting& routing);
/// With how many agents are in it.
boost::json::object team_json(const core::Team& team, const core::Workspace& state);
boost::json::object tiers_json(const std::vector<core::Tier>& tiers);
/// Every skill and language that an agent has or a queue needs: who types one finds it again.
boost::json::object skills_json(const core::Workspace& state);

/// What is named; the rest stays as it is. Mistakes are the body's faults.
void read_queue_routing(BodyFields& body, core::QueueRouting& routing);
void read_agent_routing(BodyFields& body, core::AgentRouting& routing);
std::vector<core::Tier> read_tiers(BodyFields& body);

}  // namespace usher::gateway
