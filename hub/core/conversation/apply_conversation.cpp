#include "hub/core/conversation/apply_conversation.hpp"

#include <cassert>

#include "hub/base/utf8.hpp"
#include "hub/core/conversation/apply_sla.hpp"
#include "hub/core/conversation/fingerprint.hpp"
#include "hub/core/workspace/contact_change.hpp"

namespace usher::core {
namespace {

/// Takes the conversation out of every index, and puts it back as it is then.
class Reindexed {
  public:
    Reindexed(Workspace& workspace, Conversation& conversation)
        : workspace_(workspace), conversation_(conversation) {
        if (conversation_.waiting()) touch_queue().waiting.erase(waiting_place(conversation_));
        if (conversation_.open() && conversation_.assignee) {
            touch_agent().holding.erase(conversation_.id);
        }
    }
    ~Reindexed() {
        if (conversation_.waiting()) touch_queue().waiting.insert(waiting_place(conversation_));
        if (conversation_.open() && conversation_.assignee) {
            touch_agent().holding.insert(conversation_.id);
        }
    }
    Reindexed(const Reindexed&) = delete;
    Reindexed& operator=(const Reindexed&) = delete;

  private:
    Queue& touch_queue() const {
        auto& queue = workspace_.queues[conversation_.queue];
        queue.changed = workspace_.version;
        return queue;
    }
    Agent& touch_agent() const {
        auto& agent = workspace_.agents[conversation_.assignee];
        agent.changed = workspace_.version;
        return agent;
    }
    Workspace& workspace_;
    Conversation& conversation_;
};

struct Reducer {
    Workspace& workspace;
    Conversation& conversation;
    const Event& event;

    void operator()(const ConversationOpened& e) const {
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
        auto& queue = workspace.queues[e.queue];
        queue.waiting.insert(waiting_place(conversation));
        queue.changed = workspace.version;
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
    void operator()(const ConversationQueued& e) const {
        const Reindexed reindexed(workspace, conversation);
        conversation.queue = e.queue;
        conversation.assignee = {};
        conversation.answered = false;
        // Whoever waits for an answer keeps his age in any queue.
        conversation.queued =
            conversation.waiting_since == Timestamp{} ? event.occurred : conversation.waiting_since;
    }
    void operator()(const ConversationAssigned& e) const {
        const Reindexed reindexed(workspace, conversation);
        if (e.queue) conversation.queue = e.queue;
        conversation.assignee = e.agent;
        conversation.answered = false;
        conversation.queued = {};
        workspace.agents[e.agent].last_assigned = event.occurred;
    }
    void operator()(const ConversationTransferred&) const {}
    void operator()(const ConversationResolved&) const {
        const Reindexed reindexed(workspace, conversation);
        conversation.status = ConversationStatus::resolved;
        conversation.waiting_since = {};
        conversation.queued = {};
        conversation.unread.clear();
        note_status(conversation, WorkStatus::resolved, event.occurred);
    }
    void operator()(const ConversationReopened&) const {
        const Reindexed reindexed(workspace, conversation);
        conversation.status = ConversationStatus::open;
        conversation.answered = false;
        if (!conversation.assignee) conversation.queued = event.occurred;
        note_status(conversation, WorkStatus::open, event.occurred);
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
