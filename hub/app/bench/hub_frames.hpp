// The hub's customer and agent frames, as far as a load needs them, in the binary subprotocol.
// Written by hand from proto/usher/v1/{customer,agent,socket,event,model}.proto, so that a mistake
// of the hub's own encoder cannot hide; unknown fields and frames are skipped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace usher::bench {

/// Each appends one batch of one frame to `out`; batches may be joined.
void append_customer_hello(std::string& out, std::string_view site_key);
void append_customer_send(std::string& out, std::string_view command_id, std::string_view text);
void append_agent_hello(std::string& out, std::string_view ticket);
void append_agent_send(std::string& out, std::string_view command_id,
                       std::string_view conversation_id, std::string_view text);
void append_agent_assign(std::string& out, std::string_view command_id,
                         std::string_view conversation_id, std::string_view agent_id);
void append_agent_watch(std::string& out, std::string_view conversation_id);

/// All views point into the payload that was read.
struct EventView {
    std::uint64_t seq = 0;
    std::string_view event_key;
    std::string_view text;  ///< of the first text part; empty unless the event is a message
};
/// Events{(after_seq, through_seq]} of one conversation, to be walked by read_events.
struct EventsView {
    std::string_view conversation_id;
    std::uint64_t after_seq = 0;
    std::uint64_t through_seq = 0;
    std::string_view bytes;
};
struct RejectedView {
    std::string_view command_id;
    std::string_view code;
    std::uint32_t retry_after_ms = 0;
};

/// One call per frame that matters.
class FrameSink {
  public:
    virtual ~FrameSink() = default;
    virtual void on_welcome() = 0;
    virtual void on_agent_id(std::string_view agent_id) = 0;  ///< of an agent's welcome
    virtual void on_synced() = 0;
    virtual void on_conversation(std::string_view conversation_id) = 0;  ///< a customer's own
    virtual void on_events(const EventsView& events) = 0;
    virtual void on_event(const EventView& event) = 0;
    virtual void on_done(std::string_view command_id) = 0;
    virtual void on_rejected(const RejectedView& rejected) = 0;
};

enum class Side : std::uint8_t { customer, agent };
/// False when the payload is not protobuf. Events are told as on_events, and then on_event for
/// each.
bool read_server_frames(Side side, std::string_view payload, FrameSink& sink);

}  // namespace usher::bench
