// Timers and how they were counted, as JSON: the answer of `usher sla check`, of `usher sla
// explain` and of GET /api/v1/conversations/{id}/timers.
#pragma once

#include <boost/json.hpp>

#include "hub/core/sla/explain.hpp"

namespace usher::wire {

boost::json::object timer_json(const core::SlaTimer& timer);
boost::json::array timers_json(const core::SlaTimers& timers, Timestamp now);
boost::json::object explanation_json(core::SlaExplanation& explanation, ConversationId conversation,
                                     Timestamp now);

}  // namespace usher::wire
