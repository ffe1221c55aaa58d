// What a customer asks for, made into commands and answers: the second half of CustomerSession.
#include "channels/webchat/visit.hpp"
#include "hub/base/utf8.hpp"
#include "hub/base/uuid.hpp"
#include "hub/core/conversation/message_text.hpp"
#include "hub/gateway/command_checks.hpp"
#include "hub/gateway/customer_session.hpp"

namespace usher::gateway {
namespace {

constexpr std::size_t kHistoryDefault = 50;
constexpr std::size_t kHistoryMax = 100;

}  // namespace

void CustomerSession::on(wire::CustomerSend& send) {
    if (auto fault = fault_of_command_id(send.command_id)) {
        return on_rejected(send.command_id, *fault);
    }
    if (auto fault = core::fault_of_text(send.text)) return on_rejected(send.command_id, *fault);
    submit(std::move(send.command_id),
           core::SendMessage{.conversation = {},
                             .inbox = inbox_,
                             .text = std::move(send.text),
                             .language = webchat::cleaned_tag(send.language),
                             .note = false,
                             .page = webchat::cleaned(send.page),
                             .profile = profile_});
}

void CustomerSession::on(wire::CustomerUpdate& update) {
    if (auto fault = fault_of_command_id(update.command_id)) {
        return on_rejected(update.command_id, *fault);
    }
    auto profile = profile_;
    profile.display_name = single_line(update.display_name, update.display_name.size());
    profile.email = trimmed(update.email);
    submit(std::move(update.command_id), core::UpdateContact{contact_, std::move(profile)});
}

void CustomerSession::submit(std::string command_id, core::CommandBody body) {
    core::Command command;
    command.id = command_id;
    command.caller = actor();
    command.body = std::move(body);
    if (context_.draining || turned_away()) return reject_unavailable(command_id);
    auto submitted = workspace_->commands().submit(std::move(command), self());
    if (submitted) return;
    if (submitted.error().kind == Error::Kind::exhausted) return turn_away(command_id);
    reject_unavailable(command_id);
}

void CustomerSession::on_settled(const std::string& command_id, const Settled& settled) {
    if (workspace_ == nullptr) return;
    // An event he sees settles it by itself. What he does not see is at least safe.
    if (settled.by_event && settled.conversation) return;
    if (settled.duplicate && settled.seq != 0) {
        return tell_again(settled.conversation, settled.seq, command_id);
    }
    on_accepted(command_id);
}

void CustomerSession::tell_again(ConversationId conversation, std::uint64_t seq,
                                 const std::string& command_id) {
    const auto* known = own(conversation);
    const bool elsewhere = known == nullptr && workspace_->state().find(conversation) != nullptr;
    if (elsewhere) return on_accepted(command_id);
    if (feed_ && feed_->conversation() == conversation && !feed_->live()) {
        // Before what he missed came, this would look like all there is.
        const bool waits =
            feed_->when_live([weak = weak_from_this(), conversation, seq, command_id] {
                if (auto self = weak.lock()) self->tell_again(conversation, seq, command_id);
            });
        if (!waits) on_accepted(command_id);
        return;
    }
    const BatchLimit one{1, 1};
    if (auto batch = workspace_->recent().after(conversation, seq - 1, Audience::contact, one)) {
        batch->through_seq = seq;
        return output_.send_bytes(frame_of(conversation, *batch, seq - 1, output_.encoding()));
    }
    context_.history.after(
        {workspace_->id(), conversation, Audience::contact,
         known != nullptr ? known->changed : workspace_->state().forgotten.version},
        seq - 1, one,
        [weak = weak_from_this(), conversation, seq, command_id](Result<EventBatch> batch) {
            auto self = weak.lock();
            if (!self || !self->output_.open()) return;
            if (!batch) return self->on_accepted(command_id);
            batch->through_seq = seq;
            self->output_.send_bytes(
                frame_of(conversation, *batch, seq - 1, self->output_.encoding()));
        });
}

void CustomerSession::on(const wire::CustomerReceipt& receipt) {
    const auto* conversation = own(receipt.conversation);
    if (conversation == nullptr || context_.draining) return;
    const auto read = std::min(receipt.read_seq, conversation->seq);
    const auto delivered = std::max(std::min(receipt.delivered_seq, conversation->seq), read);
    if (read <= std::max(conversation->contact_read_seq, receipt_read_) &&
        delivered <= std::max(conversation->contact_delivered_seq, receipt_delivered_)) {
        return;
    }
    core::Command command;
    command.id = uuid_v7(context_.loop.now(), context_.entropy.draw());
    command.caller = actor();
    command.body = core::RecordReceipt{conversation->id, delivered, read};
    auto posted = workspace_->commands().report(
        std::move(command), [weak = weak_from_this()](Result<void> done) {
            auto self = weak.lock();
            // Not durable: the next one must not be taken for a repetition.
            if (self && !done) self->receipt_read_ = self->receipt_delivered_ = 0;
        });
    if (!posted) return;
    receipt_read_ = std::max(receipt_read_, read);
    receipt_delivered_ = std::max(receipt_delivered_, delivered);
}

void CustomerSession::on(const wire::CustomerTyping& typing) {
    if (!feed_ || typing.state == wire::TypingState::none) return;
    workspace_->signals().typing({feed_->conversation(), actor(), typing.state, false}, contact_);
}

void CustomerSession::on(const wire::CustomerHistory& history) {
    const auto* conversation = own(history.conversation);
    const auto id = history.conversation;
    // What left memory while he was here is still his.
    const bool followed = feed_ && feed_->conversation() == id;
    if (conversation == nullptr && !followed) {
        return reject({}, "unknown_conversation", "There is no such conversation.");
    }
    const BatchLimit limit{
        history.limit == 0 ? kHistoryDefault : std::min<std::size_t>(history.limit, kHistoryMax),
        EventFeed::kPageBytesMax};
    const auto at_least =
        conversation != nullptr ? conversation->changed : workspace_->state().forgotten.version;
    if (auto batch =
            workspace_->recent().before(id, history.before_seq, Audience::contact, limit)) {
        return output_.send_bytes(history_page_of(id, *batch, output_.encoding()));
    }
    context_.history.before(
        {workspace_->id(), id, Audience::contact, at_least}, history.before_seq, limit,
        [weak = weak_from_this(), id](Result<EventBatch> batch) {
            auto self = weak.lock();
            if (!self || !self->output_.open()) return;
            if (!batch) return self->reject_unavailable({});
            self->output_.send_bytes(history_page_of(id, *batch, self->output_.encoding()));
        });
}

const core::Conversation* CustomerSession::own(ConversationId id) const {
    const auto* conversation = workspace_->state().find(id);
    if (conversation == nullptr && closed_ && closed_->id == id) return &*closed_;
    const bool his = conversation != nullptr && conversation->contact == contact_ &&
                     conversation->inbox == inbox_;
    return his ? conversation : nullptr;
}

}  // namespace usher::gateway
