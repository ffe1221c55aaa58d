#include "hub/app/bench/hub_dialect.hpp"

#include <algorithm>
#include <chrono>

namespace usher::bench {

HubDialect::HubDialect(const BenchOptions& options, Outbox& outbox, DemoFile demo, RunId run)
    : options_(options), outbox_(outbox), demo_(std::move(demo)), run_(run) {}

void HubDialect::add_peer(ConnectionId id, Peer peer) {
    if (peers_.size() <= id) peers_.resize(id + 1);
    peers_[id] = peer;
}

void HubDialect::add_agent(ConnectionId id, std::string ticket) {
    add_peer(id, {Role::agent, static_cast<std::uint32_t>(agents_.size())});
    agents_.push_back({.connection = id, .ticket = std::move(ticket), .agent_id = {}});
}

void HubDialect::add_customer(ConnectionId id) {
    add_peer(id, {Role::customer, static_cast<std::uint32_t>(conversations_.size())});
    conversations_.push_back({.customer = id, .id = {}});
}

void HubDialect::add_idle(ConnectionId id) {
    add_peer(id, {Role::idle, 0});
}

void HubDialect::send_scratch(ConnectionId to) {
    outbox_.send(to, scratch_);
    scratch_.clear();
}

std::string HubDialect::new_command_id(MessageRef message) const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return command_id(std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), run_,
                      message);
}

void HubDialect::on_open(ConnectionId id) {
    ++notes_.connected;
    const Peer peer = peers_[id];
    if (peer.role == Role::agent) {
        append_agent_hello(scratch_, agents_[peer.index].ticket);
    } else {
        append_customer_hello(scratch_, demo_.site_key);
    }
    send_scratch(id);
}

void HubDialect::take_over(std::uint32_t conversation) {
    const Agent& agent = agents_[conversation % agents_.size()];
    const std::string& id = conversations_[conversation].id;
    by_id_.emplace(id, conversation);
    append_agent_watch(scratch_, id);
    append_agent_assign(scratch_, new_command_id({Lane::of(conversation, Towards::customer), 0}),
                        id, agent.agent_id);
    send_scratch(agent.connection);
}

void HubDialect::send(MessageRef message, std::string_view text) {
    const std::uint32_t conversation = message.lane.conversation();
    if (message.lane.towards() == Towards::agent) {
        append_customer_send(scratch_, new_command_id(message), text);
        send_scratch(conversations_[conversation].customer);
    } else {
        append_agent_send(scratch_, new_command_id(message), conversations_[conversation].id, text);
        send_scratch(agents_[conversation % agents_.size()].connection);
    }
}

void HubDialect::on_message(ConnectionId id, std::string_view payload) {
    current_ = peers_[id];
    current_conversation_ = nullptr;
    const Side side = current_.role == Role::agent ? Side::agent : Side::customer;
    if (!read_server_frames(side, payload, *this))
        notes_.problem = "the hub sent a malformed frame";
}

void HubDialect::on_welcome() {
    if (current_.role == Role::idle) ++idle_ready_;
    if (current_.role != Role::customer) return;
    append_customer_send(scratch_, new_command_id({Lane::of(current_.index, Towards::agent), 0}),
                         "Hello, is anybody there? I have a question about my order.");
    send_scratch(conversations_[current_.index].customer);
}

void HubDialect::on_agent_id(std::string_view agent_id) {
    agents_[current_.index].agent_id = agent_id;
}

void HubDialect::on_synced() {
    ++agents_ready_;
}

void HubDialect::on_conversation(std::string_view conversation_id) {
    if (current_.role != Role::customer || conversation_id.empty()) return;
    Conversation& conversation = conversations_[current_.index];
    if (!conversation.id.empty()) return;
    conversation.id = conversation_id;
    ++customers_ready_;
}

HubDialect::Conversation* HubDialect::conversation_of(const EventsView& events) {
    if (current_.role == Role::customer) return &conversations_[current_.index];
    if (current_.role == Role::idle) return nullptr;
    const auto found = by_id_.find(events.conversation_id);
    return found == by_id_.end() ? nullptr : &conversations_[found->second];
}

void HubDialect::on_events(const EventsView& events) {
    current_conversation_ = conversation_of(events);
    if (current_conversation_ == nullptr) return;
    const bool agent = current_.role == Role::agent;
    if (agent && !current_conversation_->watched) {
        current_conversation_->watched = true;
        if (current_conversation_->assigned) ++conversations_ready_;
    }
    if (!agent) on_conversation(events.conversation_id);
    std::uint64_t& held =
        agent ? current_conversation_->held_by_agent : current_conversation_->held_by_customer;
    // The first run may begin anywhere: a watch brings the newest page.
    if (held != 0 && events.after_seq > held) ++notes_.gaps;
    current_held_ = held;
    held = std::max(held, events.through_seq);
}

void HubDialect::on_event(const EventView& event) {
    if (current_conversation_ == nullptr) return;
    if (event.seq <= current_held_) {
        ++notes_.resent;
        return;
    }
    const Towards mine = current_.role == Role::agent ? Towards::agent : Towards::customer;
    const auto marker = read_marker(event.text);
    if (marker && marker->run == run_ && marker->message.lane.towards() == mine) {
        if (observer_ != nullptr) observer_->on_delivered(*marker, event.text);
        return;
    }
    const auto command = message_of(event.event_key, run_);
    if (!command || command->lane.towards() == mine) return;
    if (command->counter == 0) {
        assignment_answered(*command);
    } else if (observer_ != nullptr) {
        observer_->on_settled(*command);
    }
}

void HubDialect::assignment_answered(MessageRef command) {
    if (command.lane.towards() != Towards::customer) return;
    if (command.lane.conversation() >= conversations_.size()) return;
    Conversation& conversation = conversations_[command.lane.conversation()];
    if (conversation.assigned) return;
    conversation.assigned = true;
    if (conversation.watched) ++conversations_ready_;
}

void HubDialect::on_done(std::string_view command_id) {
    const auto command = message_of(command_id, run_);
    if (!command) return;
    if (command->counter == 0) {
        assignment_answered(*command);
    } else if (observer_ != nullptr) {
        observer_->on_settled(*command);
    }
}

void HubDialect::on_rejected(const RejectedView& rejected) {
    const auto command = message_of(rejected.command_id, run_);
    if (!command) {
        notes_.problem = "the hub rejected what has no command: " + std::string(rejected.code);
    } else if (command->counter != 0) {
        if (observer_ == nullptr) return;
        observer_->on_rejected(*command, rejected.code, rejected.retry_after_ms);
    } else if (command->lane.towards() == Towards::agent) {
        notes_.problem = "a customer's first message was rejected: " + std::string(rejected.code);
    } else {
        ++notes_.assign_refused;
        assignment_answered(*command);
    }
}

}  // namespace usher::bench
