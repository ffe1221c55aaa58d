// What happened. Events are the only thing that changes state; their proto twins in usher/v1/event.proto
// are for ever, these structs are today's reading of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "hub/core/model/actor.hpp"
#include "hub/core/model/agent.hpp"
#include "hub/core/model/aside.hpp"
#include "hub/core/model/conversation.hpp"
#include "hub/core/model/routing_events.hpp"
#include "hub/core/model/sla_clock.hpp"
#include "hub/core/sla/definitions.hpp"

namespace usher::core {

enum class Direction : std::uint8_t { none, inbound, outbound, internal };

// Of a workspace
struct WorkspaceDefined { WorkspaceId id; std::string name; };
struct QueueDefined {
    QueueId id;
    std::string name;
    std::chrono::seconds first_response{0};  ///< 0 = no target
    std::chrono::seconds next_response{0};
    bool inactive = false;  ///< takes nothing new; who waits in it is still served
};
struct InboxDefined {
    InboxId id;
    std::string name;
    std::string channel;
    QueueId queue;
    std::string site_key;
    std::vector<std::string> origins;
    std::string greeting;
    bool inactive = false;  ///< opens nothing any more
};
struct AgentRegistered {
    AgentId id;
    std::string display_name;
    std::string email;
    AgentRole role = AgentRole::agent;
    std::uint32_t capacity = 4;
    std::vector<QueueId> queues;
    bool inactive = false;
};
struct AgentPresenceChanged {
    AgentId agent;
    Presence chosen = Presence::online;
    std::vector<GatewayId> gateways;
    std::string reason;
    std::string note{};  ///< why, in the words of whoever chose for him
};
/// Consoles of his that logged in under an earlier epoch are closed.
struct AgentSessionsEnded { AgentId agent; std::uint64_t epoch = 0; };
struct CalendarDefined { Aside<Calendar> calendar; };
struct CalendarRemoved { std::string name; };
/// New ones come last in the order.
struct SlaPolicyDefined { Aside<SlaPolicyDefinition> policy; };
struct SlaPolicyRemoved { std::string name; };
struct SlaPoliciesOrdered { std::vector<std::string> names; };
/// Open conversations up to this id were looked at since promises changed.
struct SlaReviewed { ConversationId through; };
struct ContactCreated { ContactId id; Profile profile; };
struct ContactUpdated { ContactId id; Profile profile; };

// Administration
struct FieldChange {
    std::string field;
    std::string before;
    std::string after;
    bool operator==(const FieldChange&) const = default;
};
/// What somebody changed, for people to read; state follows from the events beside it.
struct ChangeRecorded {
    std::string subject_kind;  ///< queue, inbox, agent
    std::string subject_id;
    std::string subject_name;  ///< as it was then
    std::string action;        ///< docs/administration.md lists them
    std::vector<FieldChange> fields{};
};

// Housekeeping of a workspace: of nobody's conversation, seen by nobody
/// A contact and all its conversations leave memory: closed for long, and in the archive.
struct ContactForgotten { ContactId contact; };
/// They come back as they were, because somebody needs them. What is in memory already is newer and stays.
struct ContactRecalled {
    ContactId contact;
    Profile profile;
    std::vector<Conversation> conversations;
};

// Of a conversation
struct ConversationOpened {
    ContactId contact;
    InboxId inbox;
    QueueId queue;
    std::string language;
    PageContext page;
    std::uint64_t arrival = 0;  ///< the how manieth of the workspace; 0 in old logs: the next one
    std::string channel{};      ///< of the inbox; empty in old logs
    AgentId previous{};         ///< who had the contact's last conversation
};
struct MessageAdded {
    MessageId id;
    Direction direction = Direction::none;
    std::string text;
    std::string language;
    Timestamp received{};
    bool note() const { return direction == Direction::internal; }
};
struct ConversationQueued {
    QueueId queue;
    std::string reason;
    AgentId not_to{};       ///< who gave it back: not asked again in this round
    bool overflow = false;  ///< it waited too long where it was
};
struct ConversationAssigned {
    AgentId agent;
    std::string agent_name;
    QueueId queue;
    std::string reason;
    bool over_limit = false;  ///< he has more now than routing would give him
    RoutingDecision decision{};
};
struct ConversationTransferred {
    QueueId queue;
    AgentId agent;
    std::string note;
    bool warm = false;  ///< the owner keeps it until somebody else has it
    ContextPacket packet{};
};
struct ConversationResolved {};
struct ConversationReopened { std::string reason; };
struct ReceiptAdvanced { Role side = Role::none; std::uint64_t delivered_seq = 0; std::uint64_t read_seq = 0; };
/// What it waits for, as an agent says; never resolved.
struct WorkStatusChanged { WorkStatus status = WorkStatus::open; };
/// The customer's last message needs no answer.
struct ResponseWaived { std::string reason; };
struct ConversationLabelled { std::vector<std::string> labels; };
/// Which promises are made, and why these. Empty name: what the queue says, around the clock.
struct SlaPolicyChosen {
    std::string policy;
    std::uint32_t policy_version = 0;
    std::string calendar;
    std::uint32_t calendar_version = 0;
    bool recount = false;  ///< what is not ended counts again from its start
    std::string why;
    bool at_news = false;  ///< holds already for what the command before it brought
};
struct SlaClockStarted { SlaClock clock; };
/// It stands still, goes on, or is due at another instant.
struct SlaClockChanged { SlaClock clock; std::string reason; };
/// It will be missed soon.
struct SlaWarned { SlaClock clock; };
struct SlaClockStopped { SlaClock clock; std::string reason; };

using EventBody =
    std::variant<WorkspaceDefined, QueueDefined, InboxDefined, AgentRegistered, AgentPresenceChanged,
                 CalendarDefined, CalendarRemoved, SlaPolicyDefined, SlaPolicyRemoved, SlaPoliciesOrdered, SlaReviewed,
                 ContactCreated, ContactUpdated, ContactForgotten, ContactRecalled, ConversationOpened, MessageAdded, ConversationQueued,
                 ConversationAssigned, ConversationTransferred, ConversationResolved,
                 AgentSessionsEnded, ChangeRecorded,
                 QueueRoutingDefined, AgentRoutingDefined, TeamDefined, TiersDefined,
                 AgentAcceptingChanged, ConversationClassified, ConversationPlaced, WaitBegan,
                 RequirementRelaxed, OfferMade, OfferEnded, RoundEnded, TransferEnded,
                 OverflowEnded,
                 ConversationReopened, WorkStatusChanged, ResponseWaived, ConversationLabelled, ReceiptAdvanced,
                 SlaPolicyChosen, SlaClockStarted, SlaClockChanged, SlaWarned, SlaClockStopped>;

struct Event {
    ConversationId conversation;  ///< empty for events of the workspace
    std::uint64_t seq = 0;        ///< per conversation, from 1, without gap; 0 for the workspace
    Timestamp occurred{};         ///< when it is counted to have happened
    Timestamp recorded{};         ///< when it was decided
    Actor actor;
    std::string key;  ///< the id of the command that caused it; empty for what the system decided
    EventBody body;
};

/// Whether a customer may see it: his own words, public replies, who has it, and its state.
bool visible_to_contact(const Event& event);

/// The same event without what only the company may know: reasons, queues, agents' command ids.
Event for_contact(Event event);

}  // namespace usher::core
