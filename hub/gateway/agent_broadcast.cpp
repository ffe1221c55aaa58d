#include "hub/gateway/agent_broadcast.hpp"

namespace usher::gateway {

AgentBroadcast::AgentBroadcast(const GatewayContext& context, const core::Workspace& state)
    : state_(state),
      throttle_(context.loop, context.options.broadcast_interval, [this] { flush(); }) {}

void AgentBroadcast::on_entry(const core::LogEntry& entry) {
    if (consoles_.empty()) {
        changed_.clear();
        told_ = entry.version;
        return;
    }
    for (const auto& event : entry.events) {
        if (event.conversation) {
            changed_.insert(event.conversation);
        } else if (const auto* updated = std::get_if<core::ContactUpdated>(&event.body)) {
            const auto* contact = state_.find(updated->id);
            if (contact == nullptr) continue;
            changed_.insert(contact->conversations.begin(), contact->conversations.end());
        }
    }
    throttle_.request();
}

void AgentBroadcast::clear() {
    changed_.clear();
    told_ = 0;
}

void AgentBroadcast::flush() {
    const auto from = std::exchange(told_, state_.version);
    std::vector<core::ConversationSummary> conversations;
    for (auto id : std::exchange(changed_, {})) {
        if (const auto* conversation = state_.find(id)) {
            conversations.push_back(core::summarize(state_, *conversation));
        }
    }
    const auto agents = agents_changed(state_, from);
    const auto queues = queues_changed(state_, from);
    std::array<std::vector<net::Frame>, 2> encoded;
    for (auto* console : consoles_) {
        if (!console->synced()) continue;
        if (!console->output().has_room()) {
            console->fall_behind(from);
            continue;
        }
        const auto encoding = console->output().encoding();
        auto& frames = encoded[static_cast<std::size_t>(encoding)];
        if (frames.empty()) {
            for (auto& bytes :
                 list_frames(agents, queues, conversations, from, state_.version, encoding)) {
                frames.push_back(std::make_shared<const std::string>(std::move(bytes)));
            }
        }
        for (const auto& frame : frames) console->output().send_bytes(frame);
    }
}

std::vector<std::string> list_frames(std::span<const core::AgentSummary> agents,
                                     std::span<const core::QueueSummary> queues,
                                     std::span<const core::ConversationSummary> conversations,
                                     std::uint64_t from, std::uint64_t to,
                                     wire::Encoding encoding) {
    std::vector<std::string> frames;
    const bool more_than_agents = !queues.empty() || !conversations.empty();
    if (!agents.empty()) {
        frames.push_back(
            wire::encode(wire::AgentsChanged{agents, more_than_agents ? from : to}, encoding));
    }
    if (!queues.empty()) {
        frames.push_back(
            wire::encode(wire::QueuesChanged{queues, conversations.empty() ? to : from}, encoding));
    }
    while (!conversations.empty()) {
        const auto part =
            conversations.first(std::min(conversations.size(), AgentBroadcast::kSummariesMax));
        conversations = conversations.subspan(part.size());
        frames.push_back(wire::encode(
            wire::ConversationsChanged{part, conversations.empty() ? to : from}, encoding));
    }
    return frames;
}

std::vector<core::AgentSummary> agents_changed(const core::Workspace& state, std::uint64_t since) {
    std::vector<core::AgentSummary> summaries;
    for (const auto& [id, agent] : state.agents) {
        if (agent.changed > since) summaries.push_back(core::summarize(agent));
    }
    return summaries;
}

std::vector<core::QueueSummary> queues_changed(const core::Workspace& state, std::uint64_t since) {
    std::vector<core::QueueSummary> summaries;
    for (const auto& [id, queue] : state.queues) {
        if (queue.changed > since) summaries.push_back(core::summarize(queue));
    }
    return summaries;
}

}  // namespace usher::gateway
