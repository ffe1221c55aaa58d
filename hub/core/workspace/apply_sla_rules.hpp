// The part of the reducer for calendars and SLA policies.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

// After each, every open conversation is to be reviewed.
void apply_rule(Workspace& workspace, const CalendarDefined& defined, Timestamp at);
void apply_rule(Workspace& workspace, const CalendarRemoved& removed, Timestamp at);
void apply_rule(Workspace& workspace, const SlaPolicyDefined& defined, Timestamp at);
void apply_rule(Workspace& workspace, const SlaPolicyRemoved& removed, Timestamp at);
void apply_rule(Workspace& workspace, const SlaPoliciesOrdered& ordered, Timestamp at);
void apply_rule(Workspace& workspace, const SlaReviewed& reviewed, Timestamp at);

}  // namespace usher::core
