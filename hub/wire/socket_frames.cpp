#include "hub/wire/socket_frames.hpp"

#include "hub/wire/frame_bytes.hpp"
#include "hub/wire/frame_parts.hpp"
#include "usher/v1/agent.pb.h"
#include "usher/v1/customer.pb.h"

namespace usher::wire {
namespace {

// The shared frames have the same numbers on both sockets, so one encoding serves both.
using Ours = v1::CustomerServerFrame;
using Theirs = v1::AgentServerFrame;
static_assert(+Ours::kEventsFieldNumber == +Theirs::kEventsFieldNumber);
static_assert(+Ours::kAcceptedFieldNumber == +Theirs::kAcceptedFieldNumber);
static_assert(+Ours::kRejectedFieldNumber == +Theirs::kRejectedFieldNumber);
static_assert(+Ours::kTypingFieldNumber == +Theirs::kTypingFieldNumber);
static_assert(+Ours::kHistoryPageFieldNumber == +Theirs::kHistoryPageFieldNumber);
static_assert(+Ours::kPongFieldNumber == +Theirs::kPongFieldNumber);
static_assert(+Ours::kGoawayFieldNumber == +Theirs::kGoawayFieldNumber);
static_assert(+v1::CustomerHistoryPage::kPageFieldNumber == +v1::AgentHistoryPage::kPageFieldNumber);

v1::CustomerServerFrame& fresh_frame(v1::CustomerServerFrames& batch) {
    batch.Clear();
    return *batch.add_frames();
}
v1::CustomerServerFrames& scratch() {
    thread_local v1::CustomerServerFrames batch;
    return batch;
}

std::size_t run_size(const EventRun& run, std::size_t id_size) {
    std::size_t size = delimited_size(id_size);
    if (run.after_seq != 0) size += 1 + varint_size(run.after_seq);
    if (run.through_seq != 0) size += 1 + varint_size(run.through_seq);
    for (auto event : run.events) size += delimited_size(event.size());
    return size;
}

void put_run(std::string& out, const EventRun& run, std::string_view id) {
    put_delimited(out, v1::Events::kConversationIdFieldNumber, id);
    if (run.after_seq != 0) {
        put_tag(out, v1::Events::kAfterSeqFieldNumber, kVarint);
        put_varint(out, run.after_seq);
    }
    if (run.through_seq != 0) {
        put_tag(out, v1::Events::kThroughSeqFieldNumber, kVarint);
        put_varint(out, run.through_seq);
    }
    for (auto event : run.events) put_delimited(out, v1::Events::kEventsFieldNumber, event);
}

void put_header(std::string& out, std::uint32_t field, std::size_t size) {
    put_tag(out, field, kDelimited);
    put_varint(out, size);
}

void put(v1::Events& out, const EventRun& run) {
    out.set_conversation_id(id_text(run.conversation));
    out.set_after_seq(run.after_seq);
    out.set_through_seq(run.through_seq);
    for (auto event : run.events) {
        out.add_events()->ParseFromArray(event.data(), static_cast<int>(event.size()));
    }
}

}  // namespace

std::string encode(const Pong& frame, Encoding encoding) {
    auto& out = *fresh_frame(scratch()).mutable_pong();
    out.set_nonce(frame.nonce);
    out.set_server_ms(to_ms(frame.server));
    return bytes_of(scratch(), encoding);
}

std::string encode(const Accepted& frame, Encoding encoding) {
    fresh_frame(scratch()).mutable_accepted()->add_command_ids(frame.command_id);
    return bytes_of(scratch(), encoding);
}

std::string encode(const Rejected& frame, Encoding encoding) {
    auto& out = *fresh_frame(scratch()).mutable_rejected();
    out.set_command_id(frame.command_id);
    out.set_code(frame.code);
    out.set_text(frame.text);
    out.set_retry_after_ms(static_cast<std::uint32_t>(frame.retry_after.count()));
    return bytes_of(scratch(), encoding);
}

std::string encode(const Goaway& frame, Encoding encoding) {
    auto& out = *fresh_frame(scratch()).mutable_goaway();
    out.set_reason(frame.reason);
    out.set_reconnect_after_ms(static_cast<std::uint32_t>(frame.reconnect_after.count()));
    return bytes_of(scratch(), encoding);
}

std::string encode(const Typing& frame, Encoding encoding) {
    put(*fresh_frame(scratch()).mutable_typing(), frame);
    return bytes_of(scratch(), encoding);
}

std::string encode(const EventRun& run, Encoding encoding) {
    if (encoding == Encoding::json) {
        put(*fresh_frame(scratch()).mutable_events(), run);
        return bytes_of(scratch(), encoding);
    }
    const auto id = id_text(run.conversation);
    const auto run_bytes = run_size(run, id.size());
    const auto frame_bytes = delimited_size(run_bytes);
    std::string out;
    out.reserve(delimited_size(frame_bytes));
    put_header(out, v1::CustomerServerFrames::kFramesFieldNumber, frame_bytes);
    put_header(out, Ours::kEventsFieldNumber, run_bytes);
    put_run(out, run, id);
    return out;
}

std::string encode_history_page(const EventRun& run, bool complete, Encoding encoding) {
    if (encoding == Encoding::json) {
        auto& out = *fresh_frame(scratch()).mutable_history_page();
        put(*out.mutable_page(), run);
        out.set_complete(complete);
        return bytes_of(scratch(), encoding);
    }
    const auto id = id_text(run.conversation);
    const auto run_bytes = run_size(run, id.size());
    const auto page_bytes = delimited_size(run_bytes) + (complete ? 2 : 0);
    const auto frame_bytes = delimited_size(page_bytes);
    std::string out;
    out.reserve(delimited_size(frame_bytes));
    put_header(out, v1::CustomerServerFrames::kFramesFieldNumber, frame_bytes);
    put_header(out, Ours::kHistoryPageFieldNumber, page_bytes);
    put_header(out, v1::CustomerHistoryPage::kPageFieldNumber, run_bytes);
    put_run(out, run, id);
    if (complete) {
        put_tag(out, v1::CustomerHistoryPage::kCompleteFieldNumber, kVarint);
        put_varint(out, 1);
    }
    return out;
}

Result<std::vector<std::string_view>> event_slices(std::string_view log_entry) {
    std::vector<std::string_view> events;
    FieldReader fields(log_entry);
    while (auto field = fields.next()) {
        if (field->number == v1::LogEntry::kEventsFieldNumber && field->type == kDelimited) {
            events.push_back(field->bytes);
        }
    }
    if (!fields.ok()) return fail(Error::Kind::corrupt, "a log entry is no protobuf message");
    return events;
}

}  // namespace usher::wire
