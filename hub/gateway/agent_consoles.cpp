#include "hub/gateway/agent_consoles.hpp"

#include "hub/base/uuid.hpp"

namespace usher::gateway {
namespace {

constexpr std::chrono::milliseconds kRetryInterval{500};

}  // namespace

void AgentConsoles::start() {
    if (!started_) report_start();
}

void AgentConsoles::opened(AgentId agent) {
    ++consoles_[agent].open;
    reconcile(agent);
}

void AgentConsoles::closed(AgentId agent) {
    --consoles_[agent].open;
    reconcile(agent);
}

void AgentConsoles::on_entry(const core::LogEntry& entry) {
    if (consoles_.empty()) return;
    for (const auto& event : entry.events) {
        const auto* changed = std::get_if<core::AgentPresenceChanged>(&event.body);
        if (changed == nullptr) continue;
        auto found = consoles_.find(changed->agent);
        if (found == consoles_.end() || !found->second.reported) continue;
        if (std::ranges::find(changed->gateways, context_.options.id) != changed->gateways.end())
            continue;
        // A report of ours that is on its way says so by itself.
        if (found->second.open == 0 || found->second.reporting) continue;
        found->second.reported = false;
        reconcile(changed->agent);
    }
}

void AgentConsoles::report_start() {
    if (starting_) return;
    starting_ = true;
    auto posted =
        commands_.report(command(core::ReportGatewayStarted{}), [this](Result<void> done) {
            starting_ = false;
            started_ = done.has_value();
            try_again();
        });
    if (posted) return;
    starting_ = false;
    try_again();
}

void AgentConsoles::reconcile(AgentId agent) {
    auto found = consoles_.find(agent);
    if (!started_ || found == consoles_.end() || found->second.reporting) return;
    auto& consoles = found->second;
    const bool connected = consoles.open > 0;
    if (connected == consoles.reported) {
        if (!connected) consoles_.erase(found);
        return;
    }
    consoles.reporting = true;
    auto posted =
        commands_.report(command(core::ReportAgentConnection{agent, connected}),
                         [this, agent, connected](Result<void> done) {
                             auto& reported = consoles_[agent];
                             reported.reporting = false;
                             if (!done)
                                 return retry_.after(kRetryInterval, [this] { try_again(); });
                             reported.reported = connected;
                             reconcile(agent);
                         });
    if (posted) return;
    consoles.reporting = false;
    retry_.after(kRetryInterval, [this] { try_again(); });
}

void AgentConsoles::try_again() {
    if (!started_) return retry_.after(kRetryInterval, [this] { report_start(); });
    std::vector<AgentId> agents;
    for (const auto& [agent, consoles] : consoles_) agents.push_back(agent);
    for (auto agent : agents) reconcile(agent);
}

core::Command AgentConsoles::command(core::CommandBody body) {
    core::Command command;
    command.id = uuid_v7(context_.loop.now(), context_.entropy.draw());
    command.caller = core::Actor::system();
    command.body = std::move(body);
    return command;
}

}  // namespace usher::gateway
