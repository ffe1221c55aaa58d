#include "hub/core/workspace/apply_workspace.hpp"

#include "hub/core/workspace/apply_sla_rules.hpp"
#include "hub/core/workspace/contact_change.hpp"
#include "hub/core/workspace/memory.hpp"

namespace usher::core {
namespace {

struct Reducer {
    Workspace& workspace;
    const Event& event;

    void operator()(const WorkspaceDefined& e) const {
        workspace.id = e.id;
        workspace.name = e.name;
    }
    void operator()(const QueueDefined& e) const {
        auto& queue = workspace.queues[e.id];
        queue.definition = e;
        queue.changed = workspace.version;
    }
    void operator()(const InboxDefined& e) const { workspace.inboxes[e.id] = e; }
    void operator()(const AgentRegistered& e) const {
        auto& agent = workspace.agents[e.id];
        agent.id = e.id;
        agent.display_name = e.display_name;
        agent.email = e.email;
        agent.role = e.role;
        agent.capacity = e.capacity;
        agent.queues = e.queues;
        agent.changed = workspace.version;
    }
    void operator()(const AgentPresenceChanged& e) const {
        auto& agent = workspace.agents[e.agent];
        workspace.absent_agents.erase({agent.disconnected, e.agent});
        const bool was_connected = agent.connected();
        agent.chosen = e.chosen;
        agent.gateways = e.gateways;
        // He leaves: the grace begins. Any further event without a console ends it.
        agent.disconnected = was_connected && !agent.connected() ? event.occurred : Timestamp{};
        if (agent.disconnected != Timestamp{}) {
            workspace.absent_agents.insert({agent.disconnected, e.agent});
        }
        agent.changed = workspace.version;
    }
    void operator()(const ContactCreated& e) const {
        auto& contact = workspace.contacts[e.id];
        contact.id = e.id;
        contact.profile = e.profile;
        const ContactChange change(workspace, contact, event);
    }
    void operator()(const ContactUpdated& e) const {
        auto& contact = workspace.contacts[e.id];
        contact.id = e.id;
        contact.profile = e.profile;
        const ContactChange change(workspace, contact, event);
        for (auto id : contact.conversations)
            workspace.conversations.at(id).changed = workspace.version;
    }
    void operator()(const ContactForgotten& e) const { forget(workspace, e); }
    void operator()(const ContactRecalled& e) const { recall(workspace, e, event); }
    template <class Other>
    void operator()(const Other& e) const {
        // The rest is of conversations.
        if constexpr (requires { apply_rule(workspace, e, event.occurred); }) {
            apply_rule(workspace, e, event.occurred);
        }
    }
};

}  // namespace

void apply_workspace(Workspace& workspace, const Event& event) {
    std::visit(Reducer{workspace, event}, event.body);
    if (!event.key.empty()) {
        workspace.recent.remember(event.actor, event.key, {}, event.recorded, workspace.version);
    }
}

}  // namespace usher::core
