// What an agent asks for, made into commands and answers: the second half of AgentSession.
#include "channels/webchat/visit.hpp"
#include "hub/base/utf8.hpp"
#include "hub/base/uuid.hpp"
#include "hub/core/conversation/message_text.hpp"
#include "hub/gateway/agent_session.hpp"
#include "hub/gateway/command_checks.hpp"
#include "hub/gateway/forgotten.hpp"

namespace usher::gateway {
namespace {

constexpr std::size_t kHistoryDefault = 50;
constexpr std::size_t kHistoryMax = 100;
constexpr std::size_t kNoteBytesMax = core::kTextBytesMax;

}  // namespace

void AgentSession::on(wire::AgentSend& send) {
    if (auto fault = core::fault_of_text(send.text)) return on_rejected(send.command_id, *fault);
    submit(std::move(send.command_id),
           core::SendMessage{.conversation = send.conversation,
                             .inbox = {},
                             .text = std::move(send.text),
                             .language = webchat::cleaned_tag(send.language),
                             .note = send.note,
                             .page = {},
                             .profile = {}});
}

void AgentSession::on(wire::AgentPresence& presence) {
    submit(std::move(presence.command_id), core::SetPresence{presence.presence});
}

void AgentSession::on(wire::AgentSetPresence& set) {
    submit(std::move(set.command_id),
           core::SetAgentPresence{set.agent, set.presence, std::move(set.note)});
}

void AgentSession::on(wire::AgentSetCapacity& set) {
    submit(std::move(set.command_id), core::SetAgentCapacity{set.agent, set.capacity});
}

void AgentSession::on(wire::AgentAssign& assign) {
    submit(std::move(assign.command_id),
           core::AssignConversation{assign.conversation, assign.agent});
}

void AgentSession::on(wire::AgentTransfer& transfer) {
    if (transfer.note.size() > kNoteBytesMax) {
        return reject(transfer.command_id, "too_long", "The note is too long.");
    }
    submit(std::move(transfer.command_id),
           core::TransferConversation{transfer.conversation, transfer.queue, transfer.agent,
                                      std::move(transfer.note), transfer.warm,
                                      std::move(transfer.packet)});
}

void AgentSession::on(wire::AgentResolve& resolve) {
    submit(std::move(resolve.command_id), core::ResolveConversation{resolve.conversation});
}

void AgentSession::on(wire::AgentReopen& reopen) {
    submit(std::move(reopen.command_id), core::ReopenConversation{reopen.conversation});
}

void AgentSession::on(wire::AgentCommand& command) {
    submit(std::move(command.command_id), std::move(command.body));
}

void AgentSession::on(wire::AgentWorkStatus& set) {
    submit(std::move(set.command_id), core::SetWorkStatus{set.conversation, set.status});
}

void AgentSession::on(wire::AgentWaive& waive) {
    submit(std::move(waive.command_id),
           core::WaiveResponse{waive.conversation, std::move(waive.reason)});
}

void AgentSession::on(wire::AgentLabel& label) {
    submit(std::move(label.command_id),
           core::LabelConversation{label.conversation, std::move(label.labels)});
}

void AgentSession::submit(std::string command_id, core::CommandBody body) {
    if (auto fault = fault_of_command_id(command_id)) return on_rejected(command_id, *fault);
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

void AgentSession::on_settled(const std::string& command_id, const Settled& settled) {
    // Whoever watches a conversation sees the event itself.
    if (settled.by_event && settled.conversation && watches_ &&
        watches_->live(settled.conversation)) {
        return;
    }
    output_.send(wire::Done{command_id, settled.conversation, settled.seq, settled.duplicate});
}

void AgentSession::on(const wire::AgentReceipt& receipt) {
    const auto* conversation = workspace_->state().find(receipt.conversation);
    const bool forgotten = may_be_forgotten(workspace_->state(), receipt.conversation);
    if ((conversation == nullptr && !forgotten) || context_.draining) return;
    // What left memory comes back for it; the engine knows how far it goes.
    const auto read = forgotten ? receipt.read_seq : std::min(receipt.read_seq, conversation->seq);
    auto posted_before = receipts_.find(receipt.conversation);
    if ((!forgotten && read <= conversation->agent_read_seq) ||
        (posted_before != receipts_.end() && read <= posted_before->second)) {
        return;
    }
    core::Command command;
    command.id = uuid_v7(context_.loop.now(), context_.entropy.draw());
    command.caller = actor();
    command.body = core::RecordReceipt{receipt.conversation, read, read};
    auto posted = workspace_->commands().report(
        std::move(command),
        [weak = weak_from_this(), id = receipt.conversation](Result<void> done) {
            auto self = weak.lock();
            // Not durable: the next one must not be taken for a repetition.
            if (self && !done) self->receipts_.erase(id);
        });
    if (!posted) return;
    if (receipts_.size() >= AgentWatches::kWatchesMax) receipts_.clear();
    receipts_[receipt.conversation] = read;
}

void AgentSession::on(const wire::AgentTyping& typing) {
    const auto* conversation = workspace_->state().find(typing.conversation);
    if (conversation == nullptr || typing.state == wire::TypingState::none) return;
    workspace_->signals().typing({typing.conversation, actor(), typing.state, typing.note},
                                 conversation->contact);
}

void AgentSession::on(const wire::AgentWatch& watch) {
    asked_watches_.erase(watch.conversation);
    if (watch.stop) return watches_->stop(watch.conversation);
    if (may_be_forgotten(workspace_->state(), watch.conversation)) return watch_forgotten(watch);
    begin_watch(watch, 0);
}

void AgentSession::begin_watch(const wire::AgentWatch& watch, std::uint64_t archived_seq) {
    switch (watches_->watch(watch.conversation, watch.after_seq, watch.present, archived_seq)) {
        case AgentWatches::Outcome::watching:
            return;
        case AgentWatches::Outcome::unknown:
            return reject({}, "unknown_conversation", "There is no such conversation.");
        case AgentWatches::Outcome::too_many:
            return reject({}, "invalid", "At most 64 conversations can be watched at once.");
    }
}

void AgentSession::watch_forgotten(const wire::AgentWatch& watch) {
    if (asked_watches_.size() >= AgentWatches::kWatchesMax) {
        return reject({}, "invalid", "At most 64 conversations can be watched at once.");
    }
    asked_watches_.insert(watch.conversation);
    ask_conversation(context_, workspace_->state(), watch.conversation,
                     [weak = weak_from_this(), watch](Result<store::ConversationRecord> record) {
                         auto self = weak.lock();
                         if (!self || !self->output_.open() || self->workspace_ == nullptr) return;
                         if (self->asked_watches_.erase(watch.conversation) == 0) return;
                         const bool unknown =
                             !record && record.error().kind == Error::Kind::not_found;
                         if (!record && !unknown) return self->reject_unavailable({});
                         self->begin_watch(watch, record ? record->last_seq : 0);
                     });
}

void AgentSession::on(const wire::AgentHistory& history) {
    const auto* conversation = workspace_->state().find(history.conversation);
    if (conversation == nullptr && !may_be_forgotten(workspace_->state(), history.conversation)) {
        return reject({}, "unknown_conversation", "There is no such conversation.");
    }
    const BatchLimit limit{
        history.limit == 0 ? kHistoryDefault : std::min<std::size_t>(history.limit, kHistoryMax),
        EventFeed::kPageBytesMax};
    const auto id = history.conversation;
    const auto at_least =
        conversation != nullptr ? conversation->changed : workspace_->state().forgotten.version;
    if (auto batch = workspace_->recent().before(id, history.before_seq, Audience::agents, limit)) {
        return output_.send_bytes(history_page_of(id, *batch, output_.encoding()));
    }
    context_.history.before(
        {workspace_->id(), id, Audience::agents, at_least}, history.before_seq, limit,
        [weak = weak_from_this(), id](Result<EventBatch> batch) {
            auto self = weak.lock();
            if (!self || !self->output_.open()) return;
            if (!batch) return self->reject_unavailable({});
            if (batch->through_seq == 0) {
                return self->reject({}, "unknown_conversation", "There is no such conversation.");
            }
            self->output_.send_bytes(history_page_of(id, *batch, self->output_.encoding()));
        });
}

core::Actor AgentSession::actor() const {
    const auto* agent = workspace_->state().find(holder_.agent);
    return core::Actor::agent(holder_.agent, agent != nullptr ? agent->display_name : "");
}

}  // namespace usher::gateway
