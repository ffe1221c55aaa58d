// Promises of time in both directions: calendars and policies, what a conversation's timers are
// counted from, and the rules of a workspace in its snapshot. Inside hub/wire only.
#pragma once

#include "hub/core/model/workspace.hpp"
#include "hub/wire/from_proto.hpp"
#include "usher/v1/sla.pb.h"

namespace usher::wire {

void to_proto(const core::Calendar& calendar, v1::Calendar& out);
void to_proto(const core::SlaPolicyDefinition& policy, v1::SlaPolicy& out);
void to_proto(const core::ConversationSla& sla, v1::ConversationSla& out);
void to_proto(const core::SlaRules& rules, v1::SlaRules& out);

core::Calendar from_proto(const v1::Calendar& calendar, Reader& reader);
core::SlaPolicyDefinition from_proto(const v1::SlaPolicy& policy, Reader& reader);
core::ConversationSla from_proto(const v1::ConversationSla& sla, Reader& reader);
core::SlaRules from_proto(const v1::SlaRules& rules, Reader& reader);
core::WorkStatus work_status(v1::WorkStatus status, Reader& reader);

/// For records of versions that did not keep it: as near as its clocks tell.
core::ConversationSla sla_of_old_record(const core::Conversation& conversation);

template <class Texts>
std::vector<std::string> texts(const Texts& repeated) {
    return {repeated.begin(), repeated.end()};
}

}  // namespace usher::wire
