// The frames of /ws/agent as plain values: what an agent may ask, and what a console is told. Read
// by the agent session and the broadcaster; checks form, not rights.
#pragma once

#include <variant>

#include "hub/core/model/command.hpp"
#include "hub/core/views/agent_summary.hpp"
#include "hub/core/views/conversation_summary.hpp"
#include "hub/core/views/queue_summary.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::wire {

// Agent to hub
struct AgentHello {
    std::string ticket;
    std::string epoch;
    std::uint64_t position = 0;
};
struct AgentSend {
    std::string command_id;
    ConversationId conversation;
    std::string text;
    std::string language;
    bool note = false;
};
struct AgentReceipt {
    ConversationId conversation;
    std::uint64_t read_seq = 0;
};
struct AgentTyping {
    ConversationId conversation;
    TypingState state = TypingState::none;
    bool note = false;
};
struct AgentHistory {
    ConversationId conversation;
    std::uint64_t before_seq = 0;
    std::uint32_t limit = 0;
};
struct AgentWatch {
    ConversationId conversation;
    std::uint64_t after_seq = 0;
    bool stop = false;
    bool present = false;
};
struct AgentPresence {
    std::string command_id;
    core::Presence presence = core::Presence::none;
};
struct AgentAssign {
    std::string command_id;
    ConversationId conversation;
    AgentId agent;  ///< empty: back to its queue
};
struct AgentTransfer {
    std::string command_id;
    ConversationId conversation;
    QueueId queue;
    AgentId agent;
    std::string note;
    bool warm = false;
    core::ContextPacket packet;
};
/// Whatever else changes something and is a command as it stands.
struct AgentCommand {
    std::string command_id;
    core::CommandBody body;
};
/// An id in it is none, or a field is missing.
struct BadCommand {
    std::string command_id;
    std::string text;
};
struct AgentResolve {
    std::string command_id;
    ConversationId conversation;
};
struct AgentReopen {
    std::string command_id;
    ConversationId conversation;
};
struct AgentSetPresence {
    std::string command_id;
    AgentId agent;
    core::Presence presence = core::Presence::none;
    std::string note;
};
struct AgentSetCapacity {
    std::string command_id;
    AgentId agent;
    std::uint32_t capacity = 0;
};
struct AgentWorkStatus {
    std::string command_id;
    ConversationId conversation;
    core::WorkStatus status = core::WorkStatus::resolved;  ///< which is none of those
};
struct AgentWaive {
    std::string command_id;
    ConversationId conversation;
    std::string reason;
};
struct AgentLabel {
    std::string command_id;
    ConversationId conversation;
    std::vector<std::string> labels;
};
using AgentFrame = std::variant<AgentHello, AgentSend, AgentReceipt, AgentTyping, AgentHistory,
                                AgentWatch, Ping, AgentPresence, AgentAssign, AgentTransfer,
                                AgentResolve, AgentReopen, AgentSetPresence, AgentSetCapacity,
                                AgentWorkStatus, AgentWaive, AgentLabel,
                                AgentCommand, BadCommand, NotUtf8, UnknownFrame>;

/// One WebSocket message. Error::Kind::invalid when it is no batch of frames.
Result<std::vector<AgentFrame>> decode_agent_frames(std::string_view bytes, Encoding encoding);

// Hub to agent
struct AgentWelcome {
    AgentId agent;
    WorkspaceId workspace;
    std::string workspace_name;
    std::string epoch;
    Timestamp server{};
    Limits limits;
    bool resync_required = false;
};
struct ConversationsChanged {
    std::span<const core::ConversationSummary> conversations;
    std::uint64_t position = 0;
};
struct AgentsChanged {
    std::span<const core::AgentSummary> agents;
    std::uint64_t position = 0;
};
struct QueuesChanged {
    std::span<const core::QueueSummary> queues;
    std::uint64_t position = 0;
};
struct Done {
    std::string command_id;
    ConversationId conversation;
    std::uint64_t seq = 0;
    bool duplicate = false;
};
struct Synced {
    std::uint64_t position = 0;
};

std::string encode(const AgentWelcome& frame, Encoding encoding);
std::string encode(const ConversationsChanged& frame, Encoding encoding);
std::string encode(const AgentsChanged& frame, Encoding encoding);
std::string encode(const QueuesChanged& frame, Encoding encoding);
std::string encode(const Done& frame, Encoding encoding);
std::string encode(const Synced& frame, Encoding encoding);
std::string encode(const Viewing& frame, Encoding encoding);

}  // namespace usher::wire
