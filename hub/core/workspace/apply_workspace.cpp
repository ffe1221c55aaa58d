#include "hub/core/workspace/apply_workspace.hpp"

#include "hub/core/routing/apply_routing.hpp"
#include "hub/core/routing/keep_index.hpp"
#include "hub/core/workspace/apply_sla_rules.hpp"
#include "hub/core/workspace/contact_change.hpp"
#include "hub/core/workspace/memory.hpp"

namespace usher::core {
namespace {

/// Notes at the end of the scope since when others see the agent as he is then.
class SinceKept {
  public:
    SinceKept(Agent& agent, const Event& event)
        : agent_(agent), event_(event), before_(agent.effective()) {}
    ~SinceKept() {
        if (agent_.since == Timestamp{} || agent_.effective() != before_) {
            agent_.since = event_.occurred;
        }
    }
    SinceKept(const SinceKept&) = delete;
    SinceKept& operator=(const SinceKept&) = delete;

  private:
    Agent& agent_;
    const Event& event_;
    Presence before_;
};

struct Reducer {
    Workspace& workspace;
    const Event& event;

    void operator()(const WorkspaceDefined& e) const {
        workspace.id = e.id;
        workspace.name = e.name;
    }
    void operator()(const QueueDefined& e) const {
        auto& queue = workspace.queues[e.id];
        const bool fresh = !queue.definition.id;
        queue.definition = e;
        queue.changed = workspace.version;
        if (!fresh) return;
        for (auto& [id, agent] : workspace.agents) {
            if (agent.serves(e.id)) const AgentChange change(workspace, agent, true);
        }
    }
    void operator()(const InboxDefined& e) const { workspace.inboxes[e.id] = e; }
    void operator()(const AgentRegistered& e) const {
        auto& agent = workspace.agents[e.id];
        const SinceKept since(agent, event);
        agent.id = e.id;
        const AgentChange change(workspace, agent, true);
        agent.display_name = e.display_name;
        agent.email = e.email;
        agent.role = e.role;
        agent.capacity = e.capacity;
        agent.queues = e.queues;
        agent.inactive = e.inactive;
    }
    void operator()(const AgentPresenceChanged& e) const {
        auto& agent = workspace.agents[e.agent];
        const AgentChange change(workspace, agent);
        workspace.absent_agents.erase({agent.disconnected, e.agent});
        const SinceKept since(agent, event);
        if (event.actor.is_agent()) {
            agent.note = e.note;
            agent.set_by = event.actor.agent_id() == e.agent ? "" : event.actor.name;
        }
        const bool was_connected = agent.connected();
        agent.chosen = e.chosen;
        agent.gateways = e.gateways;
        // He leaves: the grace begins. Any further event without a console ends it.
        agent.disconnected = was_connected && !agent.connected() ? event.occurred : Timestamp{};
        if (agent.disconnected != Timestamp{}) {
            workspace.absent_agents.insert({agent.disconnected, e.agent});
        }
    }
    void operator()(const AgentSessionsEnded& e) const {
        auto& agent = workspace.agents[e.agent];
        agent.session_epoch = std::max(agent.session_epoch, e.epoch);
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
    void operator()(const QueueRoutingDefined& e) const { apply_routing(workspace, event, e); }
    void operator()(const AgentRoutingDefined& e) const { apply_routing(workspace, event, e); }
    void operator()(const TeamDefined& e) const { apply_routing(workspace, event, e); }
    void operator()(const TiersDefined& e) const { workspace.tiers = e.tiers; }
    void operator()(const AgentAcceptingChanged& e) const { apply_routing(workspace, event, e); }
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
