// What administrators see of a workspace, as JSON: its queues, inboxes and agents, and the record
// of changes. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "hub/core/model/workspace.hpp"
#include "hub/store/history.hpp"

namespace usher::gateway {

boost::json::object queue_json(const core::Workspace& state, const core::Queue& queue);
boost::json::object inbox_json(const core::InboxDefined& inbox);
boost::json::object agent_json(const core::Agent& agent);
boost::json::object change_json(const store::RecordedChange& change);

}  // namespace usher::gateway
