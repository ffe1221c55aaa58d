#include "tests/chaos/people/customer.hpp"

namespace usher::chaos {

Customer::Customer(Surroundings& around, std::string site_key, std::string workspace)
    : Person(around), site_key_(std::move(site_key)), workspace_(std::move(workspace)) {}

Customer::Customer(const Customer& first_tab, std::string suffix)
    : Person(first_tab.around_),
      site_key_(first_tab.site_key_),
      workspace_(first_tab.workspace_),
      token_(first_tab.token_) {
    suffix_ = std::move(suffix);
}

void Customer::send_frame(const v1::CustomerFrame& frame) {
    v1::CustomerFrames batch;
    *batch.add_frames() = frame;
    around_.board.send(line_, batch.SerializeAsString());
}

void Customer::on_open() {
    v1::CustomerFrame frame;
    auto& hello = *frame.mutable_hello();
    hello.set_site_key(site_key_);
    hello.set_token(token_);
    hello.set_locale("en");
    hello.set_client("usher chaos");
    if (!conversation_.empty()) {
        hello.set_epoch(epoch_);
        hello.set_conversation_id(conversation_);
        hello.set_after_seq(copy_.held());
    }
    send_frame(frame);
}

void Customer::send(const Message& message) {
    v1::CustomerFrame frame;
    frame.mutable_send()->set_command_id(message.id);
    frame.mutable_send()->mutable_text()->set_text(message.text);
    send_frame(frame);
}

void Customer::ping() {
    v1::CustomerFrame frame;
    frame.mutable_ping()->set_nonce(1);
    send_frame(frame);
}

void Customer::greet(const v1::CustomerWelcome& welcome) {
    if (!welcome.token().empty()) token_ = welcome.token();
    const bool held_something = !conversation_.empty();
    welcomed(welcome.contact_id(), held_something);
    told_time(welcome.server_ms());
    auto& receiver = around_.ledger.receivers[client()];
    receiver.contact = id_;
    receiver.workspace = workspace_;
    if (welcome.resync_required() || (held_something && welcome.epoch() != epoch_)) {
        ++around_.stats.resyncs;
        copy_.drop();
    }
    epoch_ = welcome.epoch();
    outbox_.use_epoch(epoch_);
    if (welcome.has_conversation()) enter(welcome.conversation().conversation_id());
}

void Customer::enter(const std::string& conversation) {
    if (conversation == conversation_ || conversation.empty()) return;
    conversation_ = conversation;
    copy_ = ConversationCopy(around_.ledger, client(), conversation_);
    if (on_conversation) on_conversation(*this);
}

void Customer::ask_before(std::uint64_t seq) {
    v1::CustomerFrame frame;
    frame.mutable_history()->set_conversation_id(conversation_);
    frame.mutable_history()->set_before_seq(seq);
    frame.mutable_history()->set_limit(100);
    send_frame(frame);
}

void Customer::take(const v1::Events& run) {
    enter(run.conversation_id());
    for (const auto& event : run.events()) {
        if (!event.event_key().empty() && event.actor().actor_id() == id_) {
            outbox_.settled(event.event_key(), event.seq(), now_ns_);
        }
    }
    if (const auto before = copy_.take(epoch_, run, now_ns_); before != 0) ask_before(before);
}

void Customer::on_message(std::string_view payload) {
    heard();
    v1::CustomerServerFrames batch;
    if (!batch.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
        return lose_line(true);
    }
    for (const auto& frame : batch.frames()) {
        switch (frame.body_case()) {
            case v1::CustomerServerFrame::kWelcome:
                greet(frame.welcome());
                break;
            case v1::CustomerServerFrame::kEvents:
                take(frame.events());
                break;
            case v1::CustomerServerFrame::kAccepted:
                for (const auto& id : frame.accepted().command_ids()) outbox_.accepted(id, now_ns_);
                break;
            case v1::CustomerServerFrame::kRejected:
                if (frame.rejected().command_id().empty()) return lose_line(false);
                refused(frame.rejected().command_id(), frame.rejected().code(),
                        frame.rejected().retry_after_ms());
                break;
            case v1::CustomerServerFrame::kConversation:
                enter(frame.conversation().conversation_id());
                break;
            case v1::CustomerServerFrame::kHistoryPage: {
                const auto& page = frame.history_page();
                const auto before = copy_.take_page(epoch_, page.page(), page.complete(), now_ns_);
                if (before != 0) ask_before(before);
                break;
            }
            case v1::CustomerServerFrame::kGoaway:
                told_to_return();
                break;
            case v1::CustomerServerFrame::kPong:
                told_time(frame.pong().server_ms());
                break;
            case v1::CustomerServerFrame::kTyping:
            case v1::CustomerServerFrame::BODY_NOT_SET:
                break;
        }
    }
}

}  // namespace usher::chaos
