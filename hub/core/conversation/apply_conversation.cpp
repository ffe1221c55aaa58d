#include "hub/core/conversation/apply_conversation.hpp"

#include <cassert>

#include "hub/base/utf8.hpp"
#include "hub/core/conversation/apply_sla.hpp"
#include "hub/core/conversation/fingerprint.hpp"
#include "hub/core/routing/apply_routing.hpp"
#include "hub/core/routing/keep_index.hpp"
#include "hub/core/workspace/contact_change.hpp"

namespace usher::core {
namespace {

struct Reducer {
    Workspace& workspace;
    Conversation& conversation;
    const Event& event;

    void operator()(const ConversationOpened& e) const {
        conversation.status = ConversationStatus::none;
        const LineChange change(workspace, conversation);
        conversation.status = ConversationStatus::open;
        conversation.channel = e.channel;
        conversation.routing.previous = e.previous;
        conversation.contact = e.contact;
        conversation.inbox = e.inbox;
        conversation.queue = e.queue;
        conversation.language = e.language;
        conversation.page = e.page;
        conversation.opened = event.occurred;
        conversation.queued = event.occurred;
        conversation.arrival = e.arrival != 0 ? e.arrival : workspace.opened + 1;
        workspace.opened = std::max(workspace.opened, conversation.arrival);
        workspace.contacts[e.contact].id = e.contact;
        workspace.contacts[e.contact].conversations.push_back(conversation.id);
    }
    void operator()(const MessageAdded& e) const {
        conversation.last_activity = event.occurred;
        conversation.preview = {single_line(e.text, kPreviewBytes), event.actor.role, e.note()};
        if (e.note()) return;
        if (e.direction == Direction::inbound) {
            if (conversation.waiting_since == Timestamp{})
                conversation.waiting_since = event.occurred;
            if (conversation.unread.size() < kUnreadMax) conversation.unread.push_back(event.seq);
            note_customer_message(conversation, event.occurred);
        } else if (event.actor.role == Role::agent) {
            conversation.waiting_since = {};
            conversation.answered = true;
            note_agent_reply(conversation, event.occurred);
        }
    }
    template <RoutingOfConversation Body>
    void operator()(const Body& e) const {
        apply_routing(workspace, conversation, event, e);
    }
    void operator()(const WorkStatusChanged& e) const {
        note_status(conversation, e.status, event.occurred);
    }
    void operator()(const ResponseWaived&) const { note_waived(conversation); }
    void operator()(const ConversationLabelled& e) const { conversation.labels = e.labels; }
    void operator()(const ReceiptAdvanced& e) const {
        if (e.side == Role::agent) {
            conversation.agent_read_seq = std::max(conversation.agent_read_seq, e.read_seq);
            std::erase_if(conversation.unread, [&](auto seq) { return seq <= e.read_seq; });
        } else {
            auto& delivered = conversation.contact_delivered_seq;
            auto& read = conversation.contact_read_seq;
            read = std::max(read, e.read_seq);
            delivered = std::max({delivered, e.delivered_seq, read});
        }
    }
    void operator()(const SlaPolicyChosen& e) const {
        note_policy(conversation, e, event.occurred);
    }
    void operator()(const SlaClockStarted& e) const { put(e.clock); }
    void operator()(const SlaClockChanged& e) const { put(e.clock); }
    void operator()(const SlaWarned& e) const { put(e.clock); }
    void operator()(const SlaClockStopped& e) const { put(e.clock); }
    template <class OfWorkspace>
    void operator()(const OfWorkspace&) const {}

    void put(const SlaClock& clock) const { put_clock(workspace, conversation, clock); }
};

}  // namespace

void apply_conversation(Workspace& workspace, const Event& event) {
    auto [at, fresh] = workspace.conversations.try_emplace(event.conversation);
    auto& conversation = at->second;
    const bool was_open = !fresh && conversation.open();
    assert(event.seq == conversation.seq + 1);
    conversation.id = event.conversation;
    conversation.seq = event.seq;
    conversation.last_event = std::max(conversation.last_event, event.occurred);
    conversation.changed = workspace.version;
    std::visit(Reducer{workspace, conversation, event}, event.body);
    if (auto contact = workspace.contacts.find(conversation.contact);
        contact != workspace.contacts.end()) {
        const ContactChange change(workspace, contact->second, event);
        contact->second.open += conversation.open();
        contact->second.open -= was_open;
    }
    if (event.key.empty()) return;
    workspace.recent.remember(event.actor, event.key, decided_by(event), event.recorded,
                              workspace.version);
}

}  // namespace usher::core
