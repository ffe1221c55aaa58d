#include "tests/chaos/people/agent.hpp"

#include <boost/json.hpp>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {
namespace {

namespace json = boost::json;

std::string ticket_in(const std::string& body) {
    boost::system::error_code error;
    const auto value = json::parse(body, error);
    if (error || !value.is_object()) return {};
    const auto* ticket = value.get_object().if_contains("ticket");
    return ticket != nullptr && ticket->is_string() ? std::string(ticket->get_string())
                                                    : std::string();
}

}  // namespace

Agent::Agent(Surroundings& around, AgentAccount account)
    : Person(around), account_(std::move(account)) {}

void Agent::arrive() {
    const bool known = !cookie_.empty();
    const json::object login{{"email", account_.email}, {"password", account_.password}};
    around_.board.post(around_.port(*this), known ? "/api/v1/ticket" : "/api/v1/session",
                       known ? "{}" : json::serialize(login), cookie_,
                       bench::monotonic_ns() + around_.patience.arrival_ms_max * bench::kNsPerMs,
                       [this, here = std::weak_ptr<int>(alive_),
                        nth = arrivals()](const Result<bench::HttpAnswer>& answer) {
                           if (here.expired() || state() != State::arriving || line_ != 0) return;
                           take_ticket(answer);
                       });
}

void Agent::take_ticket(const Result<bench::HttpAnswer>& answer) {
    if (!answer || answer->status / 100 != 2) {
        if (answer && answer->status == 401) cookie_.clear();
        return lose_line(false);
    }
    if (cookie_.empty()) cookie_ = answer->cookie();
    ticket_ = ticket_in(answer->body);
    open_line("/ws/agent");
}

void Agent::send_frame(const v1::AgentFrame& frame) {
    v1::AgentFrames batch;
    *batch.add_frames() = frame;
    around_.board.send(line_, batch.SerializeAsString());
}

void Agent::on_open() {
    v1::AgentFrame frame;
    frame.mutable_hello()->set_ticket(ticket_);
    frame.mutable_hello()->set_epoch(epoch_);
    frame.mutable_hello()->set_position(position_);
    frame.mutable_hello()->set_client("usher chaos");
    send_frame(frame);
}

void Agent::send(const Message& message) {
    v1::AgentFrame frame;
    auto& send = *frame.mutable_send();
    send.set_command_id(message.id);
    send.set_conversation_id(message.conversation);
    send.mutable_text()->set_text(message.text);
    send_frame(frame);
}

void Agent::ping() {
    v1::AgentFrame frame;
    frame.mutable_ping()->set_nonce(1);
    send_frame(frame);
}

void Agent::greet(const v1::AgentWelcome& welcome) {
    welcomed(welcome.agent_id(), position_ != 0);
    told_time(welcome.server_ms());
    workspace_ = welcome.workspace_id();
    auto& receiver = around_.ledger.receivers[id_];
    receiver.agent = true;
    receiver.workspace = workspace_;
    if (welcome.resync_required() || (!epoch_.empty() && welcome.epoch() != epoch_)) {
        ++around_.stats.resyncs;
        position_ = 0;
        last_seqs_.clear();
        for (auto& [id, copy] : copies_) copy.drop();
    }
    epoch_ = welcome.epoch();
    outbox_.use_epoch(epoch_);
    online_.clear();
    for (auto& [conversation, copy] : copies_) send_watch(conversation);
}

void Agent::watch(const std::string& conversation) {
    if (copies_.contains(conversation) || copies_.size() >= 64) return;
    copies_.emplace(conversation, ConversationCopy(around_.ledger, id_, conversation));
    if (live()) send_watch(conversation);
}

void Agent::send_watch(const std::string& conversation) {
    v1::AgentFrame frame;
    frame.mutable_watch()->set_conversation_id(conversation);
    frame.mutable_watch()->set_after_seq(held(conversation));
    send_frame(frame);
}

std::uint64_t Agent::held(const std::string& conversation) const {
    const auto found = copies_.find(conversation);
    return found == copies_.end() ? 0 : found->second.held();
}

void Agent::each_tick(std::int64_t now_ns) {
    if (watch_again_ns_ == 0 || now_ns < watch_again_ns_) return;
    watch_again_ns_ = 0;
    for (auto& [conversation, copy] : copies_) send_watch(conversation);
}

void Agent::line_is_gone() {
    synced_ = false;
    watch_again_ns_ = 0;
    for (auto& [id, copy] : copies_) copy.line_lost();
}

void Agent::ask_before(const std::string& conversation, std::uint64_t seq) {
    v1::AgentFrame frame;
    frame.mutable_history()->set_conversation_id(conversation);
    frame.mutable_history()->set_before_seq(seq);
    frame.mutable_history()->set_limit(100);
    send_frame(frame);
}

void Agent::take(const v1::Events& run) {
    for (const auto& event : run.events()) {
        if (on_event) on_event(run.conversation_id(), event);
        if (!event.event_key().empty() && event.actor().actor_id() == id_) {
            outbox_.settled(event.event_key(), event.seq(), now_ns_);
        }
    }
    const auto found = copies_.find(run.conversation_id());
    if (found == copies_.end()) return;
    const auto before = found->second.take(epoch_, run, now_ns_);
    if (before != 0) ask_before(run.conversation_id(), before);
}

void Agent::refused_frame(const v1::Rejected& rejected) {
    if (!rejected.command_id().empty()) {
        return refused(rejected.command_id(), rejected.code(), rejected.retry_after_ms());
    }
    // A watch of what this gateway has not heard of yet, or a page it cannot read now.
    if (rejected.code() != "unknown_conversation") return lose_line(false);
    watch_again_ns_ = now_ns_ + 300 * bench::kNsPerMs;
}

void Agent::on_message(std::string_view payload) {
    heard();
    v1::AgentServerFrames batch;
    if (!batch.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
        return lose_line(true);
    }
    for (const auto& frame : batch.frames()) {
        hear(frame);
        if (state() == State::waiting) return;
    }
}

void Agent::hear(const v1::AgentServerFrame& frame) {
    switch (frame.body_case()) {
        case v1::AgentServerFrame::kWelcome:
            return greet(frame.welcome());
        case v1::AgentServerFrame::kEvents:
            return take(frame.events());
        case v1::AgentServerFrame::kAccepted:
            for (const auto& id : frame.accepted().command_ids()) outbox_.accepted(id, now_ns_);
            return;
        case v1::AgentServerFrame::kRejected:
            return refused_frame(frame.rejected());
        case v1::AgentServerFrame::kDone:
            outbox_.settled(frame.done().command_id(), frame.done().seq(), now_ns_);
            return;
        case v1::AgentServerFrame::kSynced:
            synced_ = true;
            position_ = std::max(position_, frame.synced().position());
            return;
        case v1::AgentServerFrame::kConversationsChanged:
            for (const auto& it : frame.conversations_changed().conversations()) {
                last_seqs_[it.conversation_id()] = it.last_seq();
            }
            if (synced_) position_ = std::max(position_, frame.conversations_changed().position());
            return;
        case v1::AgentServerFrame::kAgentsChanged:
            for (const auto& it : frame.agents_changed().agents()) {
                if (it.presence() == v1::OFFLINE) {
                    online_.erase(it.agent_id());
                } else {
                    online_[it.agent_id()] = true;
                }
            }
            return;
        case v1::AgentServerFrame::kHistoryPage: {
            const auto& page = frame.history_page();
            const auto found = copies_.find(page.page().conversation_id());
            if (found == copies_.end()) return;
            const auto before =
                found->second.take_page(epoch_, page.page(), page.complete(), now_ns_);
            if (before != 0) ask_before(found->first, before);
            return;
        }
        case v1::AgentServerFrame::kGoaway:
            told_to_return();
            return;
        case v1::AgentServerFrame::kQueuesChanged:
            for (const auto& it : frame.queues_changed().queues()) {
                if (it.name() == "Support") first_queue_ = it.queue_id();
            }
            return;
        case v1::AgentServerFrame::kPong:
            return told_time(frame.pong().server_ms());
        case v1::AgentServerFrame::kTyping:
        case v1::AgentServerFrame::kViewing:
        case v1::AgentServerFrame::BODY_NOT_SET:
            return;
    }
}

}  // namespace usher::chaos
