// Calendars and policies as administrators write and read them: the JSON of docs/sla.md in both
// directions, a mistake named by its path. Zones are looked up in the system's database here, and
// nowhere later.
#pragma once

#include <expected>
#include <functional>
#include <string_view>

#include "hub/core/sla/rules.hpp"
#include "hub/wire/sla/json_place.hpp"

namespace usher::wire {

/// The queue of this id or name; empty when there is none.
using QueueByName = std::function<QueueId(const std::string&)>;
using NameOfQueue = std::function<std::string(QueueId)>;

std::expected<core::Calendar, Mistake> read_calendar_definition(const std::string& name,
                                                                std::string_view json);
std::expected<core::SlaPolicyDefinition, Mistake> read_policy_definition(const std::string& name,
                                                                         std::string_view json,
                                                                         const QueueByName& queue);
/// {"names": […]}
std::expected<std::vector<std::string>, Mistake> read_policy_order(std::string_view json);

boost::json::object calendar_json(const core::Calendar& calendar);
boost::json::object policy_json(const core::SlaPolicyDefinition& policy, const NameOfQueue& name);
/// {"calendars": {…}, "policies": […]}: what holds, policies in order.
boost::json::object rules_json(const core::SlaRules& rules, const NameOfQueue& name);

}  // namespace usher::wire
