// One function per command about the workspace itself; decide() dispatches to them.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

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

}  // namespace usher::core
