// One function per command about the workspace itself; decide() dispatches to them.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

/// The definition as an event. It comes from the system (configuration, command line) or from an administrator.
Decision defined(const Workspace&, const Command&, EventBody, Timestamp now);

Decision decide_definition(const Workspace&, const Command&, const DefineWorkspace&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const DefineQueue&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const DefineInbox&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const RegisterAgent&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const DefineCalendar&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const RemoveCalendar&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const DefineSlaPolicy&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const RemoveSlaPolicy&, Timestamp now);
Decision decide_definition(const Workspace&, const Command&, const OrderSlaPolicies&, Timestamp now);
Decision decide_presence(const Workspace&, const Command&, const SetPresence&, Timestamp now);
Decision decide_connection(const Workspace&, const Command&, const ReportAgentConnection&, Timestamp now);
Decision decide_gateway_start(const Workspace&, const Command&, Timestamp now);
/// Definitions come from the system (configuration, command line) or from an administrator.
bool may_define(const Workspace& workspace, const Actor& caller);
Decision decide_contact_update(const Workspace&, const Command&, const UpdateContact&, Timestamp now);


// administration, one file per subject
Decision decide_change(const Workspace&, const Command&, const ChangeQueue&, Timestamp now);
Decision decide_change(const Workspace&, const Command&, const ChangeInbox&, Timestamp now);
Decision decide_change(const Workspace&, const Command&, const ChangeAgent&, Timestamp now);
Decision decide_for_agent(const Workspace&, const Command&, const SetAgentPresence&, Timestamp now);
Decision decide_for_agent(const Workspace&, const Command&, const SetAgentCapacity&, Timestamp now);
Decision decide_access_change(const Workspace&, const Command&, const RecordAccessChange&, Timestamp now);
Decision decide_sessions_ended(const Workspace&, const Command&, const ReportSessionsEnded&, Timestamp now);

}  // namespace usher::core
