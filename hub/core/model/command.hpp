// What somebody asks for. A command is decided once: its id is unique per caller.
#pragma once

#include <string>
#include <variant>

#include "hub/core/model/event.hpp"

namespace usher::core {

struct SendMessage {
    ConversationId conversation;  ///< contacts leave it empty: their current one, or a new one
    InboxId inbox;                ///< contacts only
    std::string text;
    std::string language;
    bool note = false;  ///< agents only
    PageContext page;
    Profile profile;  ///< contacts only: locale and zone of the browser
};
struct RecordReceipt {
    ConversationId conversation;
    std::uint64_t delivered_seq = 0;
    std::uint64_t read_seq = 0;
};
struct DefineWorkspace { WorkspaceDefined definition; };
struct DefineQueue { QueueDefined definition; };
struct DefineInbox { InboxDefined definition; };
struct RegisterAgent { AgentRegistered definition; };
struct DefineCalendar { CalendarDefined definition; };
struct RemoveCalendar { std::string name; };
struct DefineSlaPolicy { SlaPolicyDefined definition; };
struct RemoveSlaPolicy { std::string name; };
struct OrderSlaPolicies { std::vector<std::string> names; };
struct SetPresence { Presence presence = Presence::online; };
struct ReportAgentConnection { AgentId agent; bool connected = false; };
/// A gateway starts: consoles it held before are gone.
struct ReportGatewayStarted {};
struct UpdateContact { ContactId contact; Profile profile; };
struct AssignConversation { ConversationId conversation; AgentId agent; /* empty: back to its queue */ };
struct TransferConversation {
    ConversationId conversation;
    QueueId queue;
    AgentId agent;
    std::string note;
};
struct ResolveConversation { ConversationId conversation; };
struct ReopenConversation { ConversationId conversation; };
struct SetWorkStatus { ConversationId conversation; WorkStatus status = WorkStatus::open; };
struct WaiveResponse { ConversationId conversation; std::string reason; };
/// All of its labels from now on.
struct LabelConversation { ConversationId conversation; std::vector<std::string> labels; };

using CommandBody =
    std::variant<SendMessage, RecordReceipt, DefineWorkspace, DefineQueue, DefineInbox, RegisterAgent,
                 DefineCalendar, RemoveCalendar, DefineSlaPolicy, RemoveSlaPolicy, OrderSlaPolicies,
                 SetPresence, ReportAgentConnection, ReportGatewayStarted, UpdateContact,
                 AssignConversation, TransferConversation, ResolveConversation, ReopenConversation,
                 SetWorkStatus, WaiveResponse, LabelConversation>;

struct Command {
    std::string id;
    Actor caller;
    GatewayId gateway;
    Timestamp received{};
    Entropy entropy{};
    CommandBody body;
};

/// Business says no. `code` is stable (docs/protocol.md), `text` is for the person who asked.
struct Rejection {
    std::string code;
    std::string text;
    bool operator==(const Rejection&) const = default;
};
/// The same command was decided before, with this result.
struct Duplicate { ConversationId conversation; std::uint64_t seq = 0; };
/// Nothing had to change.
struct Unchanged { ConversationId conversation; std::uint64_t seq = 0; };

struct Outcome {
    std::string command_id;
    Actor caller;
    std::variant<Rejection, Duplicate, Unchanged> result;
};

/// The longest chat message, in bytes of UTF-8.
inline constexpr std::size_t kTextBytesMax = 16'384;

}  // namespace usher::core
