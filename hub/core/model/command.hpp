// What somebody asks for. A command is decided once: its id is unique per caller.
#pragma once

#include <optional>
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
    bool warm = false;
    ContextPacket packet{};
};
struct DefineQueueRouting { QueueRoutingDefined definition; };
struct DefineAgentRouting { AgentRoutingDefined definition; };
struct DefineTeam { TeamDefined definition; };
struct DefineTiers { TiersDefined definition; };
/// Its tier, what it needs, its language: by whoever has it, a supervisor, or a rule.
struct ClassifyConversation { ConversationId conversation; Classification classification; };
struct AcceptOffer { ConversationId conversation; std::uint32_t number = 0; };
struct DeclineOffer { ConversationId conversation; std::uint32_t number = 0; std::string reason; };
/// Whether routing gives the agent anything; empty agent: the caller himself.
struct SetAccepting { AgentId agent; bool accepting = true; std::string reason; };
/// Takes back a warm transfer that nobody took yet.
struct CancelTransfer { ConversationId conversation; };
struct ResolveConversation { ConversationId conversation; };
struct ReopenConversation { ConversationId conversation; };
struct SetWorkStatus { ConversationId conversation; WorkStatus status = WorkStatus::open; };
struct WaiveResponse { ConversationId conversation; std::string reason; };
/// All of its labels from now on.
struct LabelConversation { ConversationId conversation; std::vector<std::string> labels; };

// Administration: what is absent stays as it is
struct ChangeQueue {
    QueueId id;
    bool create = false;
    std::optional<std::string> name{};
    std::optional<std::chrono::seconds> first_response{};
    std::optional<std::chrono::seconds> next_response{};
    std::optional<bool> active{};
};
struct ChangeInbox {
    InboxId id;
    bool create = false;
    std::optional<std::string> name{};
    std::optional<QueueId> queue{};
    std::optional<std::vector<std::string>> origins{};
    std::optional<std::string> greeting{};
    std::optional<bool> active{};
};
struct ChangeAgent {
    AgentId id;
    bool create = false;
    std::optional<std::string> display_name{};
    std::optional<AgentRole> role{};
    std::optional<std::uint32_t> capacity{};
    std::optional<std::vector<QueueId>> queues{};
    std::optional<bool> active{};
    std::string email{};  ///< of a new one only
};
/// Of a supervisor or administrator, for another agent.
struct SetAgentPresence { AgentId agent; Presence presence = Presence::none; std::string note; };
struct SetAgentCapacity { AgentId agent; std::uint32_t capacity = 0; };
/// Sessions of the agent are about to end in the accounts.
struct RecordAccessChange { AgentId agent; bool new_password = false; };
/// They are over there.
struct ReportSessionsEnded { AgentId agent; std::uint64_t epoch = 0; };

using CommandBody =
    std::variant<SendMessage, RecordReceipt, DefineWorkspace, DefineQueue, DefineInbox, RegisterAgent,
                 DefineCalendar, RemoveCalendar, DefineSlaPolicy, RemoveSlaPolicy, OrderSlaPolicies,
                 SetPresence, ReportAgentConnection, ReportGatewayStarted, UpdateContact,
                 AssignConversation, TransferConversation, ResolveConversation, ReopenConversation,
                 ChangeQueue, ChangeInbox, ChangeAgent, SetAgentPresence, SetAgentCapacity,
                 RecordAccessChange, ReportSessionsEnded,
                 DefineQueueRouting, DefineAgentRouting, DefineTeam, DefineTiers,
                 ClassifyConversation, AcceptOffer, DeclineOffer, SetAccepting, CancelTransfer,
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
    std::string field{};  ///< of a definition: which one is wrong
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
