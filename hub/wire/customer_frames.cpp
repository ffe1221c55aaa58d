#include "hub/wire/customer_frames.hpp"

#include "hub/wire/frame_parts.hpp"
#include "usher/v1/customer.pb.h"

namespace usher::wire {
namespace {

CustomerFrame frame_of(const v1::CustomerFrame& frame) {
    switch (frame.body_case()) {
        case v1::CustomerFrame::kHello: {
            const auto& in = frame.hello();
            return CustomerHello{.site_key = in.site_key(),
                                 .token = in.token(),
                                 .locale = in.locale(),
                                 .time_zone = in.time_zone(),
                                 .epoch = in.epoch(),
                                 .conversation = id_or_nobody<ConversationId>(in.conversation_id()),
                                 .after_seq = in.after_seq()};
        }
        case v1::CustomerFrame::kSend: {
            const auto& in = frame.send();
            return CustomerSend{in.command_id(), in.text().text(), in.text().language(),
                                from_proto(in.page())};
        }
        case v1::CustomerFrame::kReceipt: {
            const auto& in = frame.receipt();
            return CustomerReceipt{id_or_nobody<ConversationId>(in.conversation_id()),
                                   in.delivered_seq(), in.read_seq()};
        }
        case v1::CustomerFrame::kTyping:
            return CustomerTyping{typing_state_of(frame.typing().state())};
        case v1::CustomerFrame::kHistory: {
            const auto& in = frame.history();
            return CustomerHistory{id_or_nobody<ConversationId>(in.conversation_id()),
                                   in.before_seq(), in.limit()};
        }
        case v1::CustomerFrame::kUpdate: {
            const auto& in = frame.update();
            return CustomerUpdate{in.command_id(), in.display_name(), in.email()};
        }
        case v1::CustomerFrame::kPing:
            return Ping{frame.ping().nonce()};
        case v1::CustomerFrame::BODY_NOT_SET:
            break;
    }
    return UnknownFrame{};
}

void put(v1::CustomerConversation& out, const core::CustomerView& view) {
    out.set_conversation_id(id_text(view.conversation));
    out.set_status(status_of(view.status));
    out.set_agent_name(view.agent_name);
    out.set_place_in_queue(view.place_in_queue);
    out.set_wait_half_s(view.wait.half);
    out.set_wait_most_s(view.wait.most);
    out.set_answer_due_ms(instant_ms(view.answer_due));
    out.set_last_seq(view.last_seq);
    out.set_agent_read_seq(view.agent_read_seq);
    out.set_agent_delivered_seq(view.agent_delivered_seq);
}

}  // namespace

Result<std::vector<CustomerFrame>> decode_customer_frames(std::string_view bytes,
                                                          Encoding encoding) {
    thread_local v1::CustomerFrames batch;
    std::vector<CustomerFrame> frames;
    if (!parse_batch(batch, bytes, encoding)) {
        std::string rest;
        std::vector<NotUtf8> bad;
        if (encoding == Encoding::binary) {
            bad = take_not_utf8(bytes, v1::CustomerSend::kTextFieldNumber, rest);
        }
        if (bad.empty() || !parse_batch(batch, rest, encoding)) {
            return fail(Error::Kind::invalid, "not a batch of customer frames");
        }
        for (auto& frame : bad) frames.emplace_back(std::move(frame));
    }
    frames.reserve(frames.size() + static_cast<std::size_t>(batch.frames_size()));
    for (const auto& frame : batch.frames()) frames.push_back(frame_of(frame));
    return frames;
}

std::string encode(const CustomerWelcome& frame, Encoding encoding) {
    v1::CustomerServerFrames batch;
    auto& out = *batch.add_frames()->mutable_welcome();
    out.set_token(frame.token);
    out.set_contact_id(id_text(frame.contact));
    out.set_epoch(frame.epoch);
    out.set_server_ms(to_ms(frame.server));
    put(*out.mutable_limits(), frame.limits);
    out.set_inbox_name(frame.inbox_name);
    out.set_greeting(frame.greeting);
    if (frame.conversation) put(*out.mutable_conversation(), *frame.conversation);
    out.set_resync_required(frame.resync_required);
    out.set_agents_online(frame.agents_online);
    return bytes_of(batch, encoding);
}

std::string encode(const core::CustomerView& frame, Encoding encoding) {
    thread_local v1::CustomerServerFrames batch;
    batch.Clear();
    put(*batch.add_frames()->mutable_conversation(), frame);
    return bytes_of(batch, encoding);
}

}  // namespace usher::wire
