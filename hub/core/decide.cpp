#include "hub/core/decide.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/core/conversation/commands.hpp"
#include "hub/core/conversation/fingerprint.hpp"
#include "hub/core/recall.hpp"
#include "hub/core/routing/commands.hpp"
#include "hub/core/workspace/commands.hpp"

namespace usher::core {

Decision repeat_of(const Command& command, const DecidedCommand& known) {
    const auto* send = std::get_if<SendMessage>(&command.body);
    const auto print = send != nullptr ? fingerprint(send->text, send->note) : 0;
    if (print != known.fingerprint) {
        return Rejection{"conflict", "This command id was used for something else."};
    }
    return Duplicate{known.conversation, known.seq};
}

Decision decide(const Workspace& workspace, const Command& command, Timestamp now) {
    if (command.id.empty()) return Rejection{"invalid", "A command needs an id."};
    const auto* known = workspace.recent.find(command.caller, command.id);
    if (known != nullptr) return repeat_of(command, *known);
    if (auto fault = fault_of_id_time(command, now)) return *fault;
    return std::visit(
        overloaded{
            [&](const SendMessage& c) { return decide_send(workspace, command, c, now); },
            [&](const RecordReceipt& c) { return decide_receipt(workspace, command, c, now); },
            [&](const DefineWorkspace& c) { return decide_definition(workspace, command, c, now); },
            [&](const DefineQueue& c) { return decide_definition(workspace, command, c, now); },
            [&](const DefineInbox& c) { return decide_definition(workspace, command, c, now); },
            [&](const RegisterAgent& c) { return decide_definition(workspace, command, c, now); },
            [&](const DefineCalendar& c) { return decide_definition(workspace, command, c, now); },
            [&](const RemoveCalendar& c) { return decide_definition(workspace, command, c, now); },
            [&](const DefineSlaPolicy& c) { return decide_definition(workspace, command, c, now); },
            [&](const RemoveSlaPolicy& c) { return decide_definition(workspace, command, c, now); },
            [&](const OrderSlaPolicies& c) { return decide_definition(workspace, command, c, now); },
            [&](const SetPresence& c) { return decide_presence(workspace, command, c, now); },
            [&](const ReportAgentConnection& c) {
                return decide_connection(workspace, command, c, now);
            },
            [&](const ReportGatewayStarted&) {
                return decide_gateway_start(workspace, command, now);
            },
            [&](const UpdateContact& c) {
                return decide_contact_update(workspace, command, c, now);
            },
            [&](const AssignConversation& c) { return decide_assign(workspace, command, c, now); },
            [&](const TransferConversation& c) {
                return decide_transfer(workspace, command, c, now);
            },
            [&](const ResolveConversation& c) {
                return decide_resolve(workspace, command, c, now);
            },
            [&](const ReopenConversation& c) { return decide_reopen(workspace, command, c, now); },
            [&](const ChangeQueue& c) { return decide_change(workspace, command, c, now); },
            [&](const ChangeInbox& c) { return decide_change(workspace, command, c, now); },
            [&](const ChangeAgent& c) { return decide_change(workspace, command, c, now); },
            [&](const SetAgentPresence& c) { return decide_for_agent(workspace, command, c, now); },
            [&](const SetAgentCapacity& c) { return decide_for_agent(workspace, command, c, now); },
            [&](const RecordAccessChange& c) {
                return decide_access_change(workspace, command, c, now);
            },
            [&](const ReportSessionsEnded& c) {
                return decide_sessions_ended(workspace, command, c, now);
            },
            [&](const RoutingCommand auto& c) {
                return decide_routing(workspace, command, c, now);
            },
            [&](const SetWorkStatus& c) { return decide_work_status(workspace, command, c, now); },
            [&](const WaiveResponse& c) { return decide_waive(workspace, command, c, now); },
            [&](const LabelConversation& c) { return decide_label(workspace, command, c, now); },
        },
        command.body);
}

}  // namespace usher::core
