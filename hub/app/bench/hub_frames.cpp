#include "hub/app/bench/hub_frames.hpp"

#include "hub/app/bench/protobuf_lite.hpp"

namespace usher::bench {
namespace {

/// CustomerFrames{frames{body}} and AgentFrames{frames{body}} look alike.
void append_frame(std::string& out, unsigned body_field, std::string_view body) {
    std::string frame;
    frame.reserve(body.size() + 8);
    ProtoWriter(frame).bytes(body_field, body);
    ProtoWriter(out).bytes(1, frame);
}

std::string text_message(std::string_view text) {
    std::string out;
    ProtoWriter(out).bytes(1, text);
    return out;
}

bool read_part(std::string_view part, EventView& event) {
    ProtoReader field(part);
    while (field.next()) {
        if (field.field() != 2 || !event.text.empty()) continue;
        ProtoReader text(field.bytes());
        while (text.next()) {
            if (text.field() == 1) event.text = text.bytes();
        }
        if (text.malformed()) return false;
    }
    return !field.malformed();
}

bool read_event(std::string_view bytes, EventView& event) {
    ProtoReader field(bytes);
    while (field.next()) {
        if (field.field() == 2) event.event_key = field.bytes();
        if (field.field() == 6) event.seq = field.number();
        if (field.field() != 20) continue;
        ProtoReader message(field.bytes());
        while (message.next()) {
            if (message.field() == 6 && !read_part(message.bytes(), event)) return false;
        }
        if (message.malformed()) return false;
    }
    return !field.malformed();
}

bool read_events(std::string_view bytes, FrameSink& sink) {
    EventsView run;
    run.bytes = bytes;
    ProtoReader head(bytes);
    while (head.next()) {
        if (head.field() == 1) run.conversation_id = head.bytes();
        if (head.field() == 2) run.after_seq = head.number();
        if (head.field() == 3) run.through_seq = head.number();
    }
    if (head.malformed()) return false;
    sink.on_events(run);
    ProtoReader field(bytes);
    while (field.next()) {
        if (field.field() != 4) continue;
        EventView event;
        if (!read_event(field.bytes(), event)) return false;
        sink.on_event(event);
    }
    return true;
}

bool read_welcome(Side side, std::string_view bytes, FrameSink& sink) {
    ProtoReader field(bytes);
    while (field.next()) {
        if (side == Side::agent && field.field() == 1) sink.on_agent_id(field.bytes());
    }
    sink.on_welcome();
    return !field.malformed();
}

bool read_rejected(std::string_view bytes, FrameSink& sink) {
    RejectedView rejected;
    ProtoReader field(bytes);
    while (field.next()) {
        if (field.field() == 1) rejected.command_id = field.bytes();
        if (field.field() == 2) rejected.code = field.bytes();
        if (field.field() == 4)
            rejected.retry_after_ms = static_cast<std::uint32_t>(field.number());
    }
    sink.on_rejected(rejected);
    return !field.malformed();
}

std::string_view first_field(std::string_view bytes) {
    ProtoReader field(bytes);
    while (field.next()) {
        if (field.field() == 1) return field.bytes();
    }
    return {};
}

bool read_frame(Side side, std::string_view bytes, FrameSink& sink) {
    const bool agent = side == Side::agent;
    ProtoReader body(bytes);
    while (body.next()) {
        bool good = true;
        switch (body.field()) {
            case 1:
                good = read_welcome(side, body.bytes(), sink);
                break;
            case 2:
                good = read_events(body.bytes(), sink);
                break;
            case 4:
                good = read_rejected(body.bytes(), sink);
                break;
            case 6:
                if (!agent) sink.on_conversation(first_field(body.bytes()));
                break;
            case 13:
                if (agent) sink.on_done(first_field(body.bytes()));
                break;
            case 14:
                if (agent) sink.on_synced();
                break;
            default:
                break;
        }
        if (!good) return false;
    }
    return !body.malformed();
}

}  // namespace

void append_customer_hello(std::string& out, std::string_view site_key) {
    std::string body;
    ProtoWriter(body).bytes(1, site_key).bytes(3, "en").bytes(8, "usher bench");
    append_frame(out, 1, body);
}

void append_customer_send(std::string& out, std::string_view command_id, std::string_view text) {
    std::string body;
    ProtoWriter(body).bytes(1, command_id).bytes(2, text_message(text));
    append_frame(out, 2, body);
}

void append_agent_hello(std::string& out, std::string_view ticket) {
    std::string body;
    ProtoWriter(body).bytes(1, ticket).bytes(4, "usher bench");
    append_frame(out, 1, body);
}

void append_agent_send(std::string& out, std::string_view command_id,
                       std::string_view conversation_id, std::string_view text) {
    std::string body;
    ProtoWriter(body).bytes(1, command_id).bytes(2, conversation_id).bytes(3, text_message(text));
    append_frame(out, 2, body);
}

void append_agent_assign(std::string& out, std::string_view command_id,
                         std::string_view conversation_id, std::string_view agent_id) {
    std::string body;
    ProtoWriter(body).bytes(1, command_id).bytes(2, conversation_id).bytes(3, agent_id);
    append_frame(out, 9, body);
}

void append_agent_watch(std::string& out, std::string_view conversation_id) {
    std::string body;
    ProtoWriter(body).bytes(1, conversation_id);
    append_frame(out, 6, body);
}

bool read_server_frames(Side side, std::string_view payload, FrameSink& sink) {
    ProtoReader batch(payload);
    while (batch.next()) {
        if (batch.field() == 1 && !read_frame(side, batch.bytes(), sink)) return false;
    }
    return !batch.malformed();
}

}  // namespace usher::bench
