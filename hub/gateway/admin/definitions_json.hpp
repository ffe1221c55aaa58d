// What administrators see of a workspace, as JSON: its queues, inboxes and agents, and the record
// of changes. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "hub/core/model/workspace.hpp"
#include "hub/store/history.hpp"

namespace usher::gateway {

/// How many agents serve each queue, by themselves or with a team of theirs.
std::map<QueueId, std::size_t> agents_by_queue(const core::Workspace& state);

/// `serving`: as above.
boost::json::object queue_json(const core::Queue& queue,
                               const std::map<QueueId, std::size_t>& serving);
boost::json::object inbox_json(const core::InboxDefined& inbox);
boost::json::object agent_json(const core::Agent& agent);
boost::json::object change_json(const store::RecordedChange& change);

}  // namespace usher::gateway
