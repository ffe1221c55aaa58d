#include <algorithm>

#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"

namespace usher::core {

Decision decide_presence(const Workspace& workspace, const Command& command, const SetPresence& set,
                         Timestamp now) {
    const auto* agent = workspace.find(command.caller.agent_id());
    if (agent == nullptr) return Rejection{"unknown_agent", "You are not an agent here."};
    if (set.presence == Presence::none) {
        return Rejection{"invalid", "Presence is one of online, away, offline."};
    }
    const bool resumes = set.presence == Presence::online && !agent->accepting;
    if (agent->chosen == set.presence && !resumes) return Unchanged{};
    EventWriter events(workspace, command.caller, command.received, now);
    if (resumes) events.add(AgentAcceptingChanged{agent->id, true, "came back"});
    events.add(AgentPresenceChanged{agent->id, set.presence, agent->gateways, "chosen"},
               command.id);
    return events.take();
}

Decision decide_connection(const Workspace& workspace, const Command& command,
                           const ReportAgentConnection& report, Timestamp now) {
    const auto* agent = workspace.find(report.agent);
    if (agent == nullptr) return Rejection{"unknown_agent", "There is no such agent."};
    auto gateways = agent->gateways;
    std::erase(gateways, command.gateway);
    if (report.connected) gateways.push_back(command.gateway);
    if (gateways == agent->gateways) return Unchanged{};
    EventWriter events(workspace, command.caller, command.received, now);
    events.add(AgentPresenceChanged{agent->id, agent->chosen, std::move(gateways),
                                    report.connected ? "a console connected" : "the console left"},
               command.id);
    return events.take();
}

Decision decide_gateway_start(const Workspace& workspace, const Command& command, Timestamp now) {
    EventWriter events(workspace, command.caller, command.received, now);
    for (const auto& [id, agent] : workspace.agents) {
        auto gateways = agent.gateways;
        if (std::erase(gateways, command.gateway) == 0) continue;
        events.add(
            AgentPresenceChanged{id, agent.chosen, std::move(gateways), "the hub restarted"});
    }
    if (events.empty()) return Unchanged{};
    return events.take();
}

Decision decide_contact_update(const Workspace& workspace, const Command& command,
                               const UpdateContact& update, Timestamp now) {
    const auto id = command.caller.is_contact() ? command.caller.contact_id() : update.contact;
    const auto* contact = workspace.find(id);
    auto profile = contact != nullptr ? contact->profile : Profile{};
    if (update.profile.display_name.size() > 200 || update.profile.email.size() > 254) {
        return Rejection{"too_long", "A name has at most 200 bytes, an address at most 254."};
    }
    if (!update.profile.email.empty() && update.profile.email.find('@') == std::string::npos) {
        return Rejection{"invalid", "The e-mail address has no @."};
    }
    profile.display_name = update.profile.display_name;
    profile.email = update.profile.email;
    EventWriter events(workspace, command.caller, command.received, now);
    if (contact == nullptr) {
        if (!command.caller.is_contact()) return Rejection{"invalid", "There is no such contact."};
        events.add(ContactCreated{id, profile}, command.id);
    } else if (contact->profile == profile) {
        return Unchanged{};
    } else {
        events.add(ContactUpdated{id, profile}, command.id);
    }
    return events.take();
}

}  // namespace usher::core
