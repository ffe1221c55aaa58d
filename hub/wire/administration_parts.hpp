// Commands and events of administration in both directions. Inside hub/wire only.
#pragma once

#include "hub/core/model/command.hpp"
#include "hub/wire/from_proto.hpp"
#include "usher/v1/command.pb.h"

namespace usher::wire {

void to_proto(const core::ChangeQueue& change, v1::Command& out);
void to_proto(const core::ChangeInbox& change, v1::Command& out);
void to_proto(const core::ChangeAgent& change, v1::Command& out);
void to_proto(const core::SetAgentPresence& set, v1::Command& out);
void to_proto(const core::SetAgentCapacity& set, v1::Command& out);
void to_proto(const core::RecordAccessChange& change, v1::Command& out);
void to_proto(const core::ReportSessionsEnded& report, v1::Command& out);
void to_proto(const core::ChangeRecorded& record, v1::ChangeRecorded& out);

core::ChangeQueue from_proto(const v1::ChangeQueue& change, Reader& reader);
core::ChangeInbox from_proto(const v1::ChangeInbox& change, Reader& reader);
core::ChangeAgent from_proto(const v1::ChangeAgent& change, Reader& reader);
core::ChangeRecorded from_proto(const v1::ChangeRecorded& record);

}  // namespace usher::wire
