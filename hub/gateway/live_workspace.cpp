#include "hub/gateway/live_workspace.hpp"

#include "hub/gateway/close_codes.hpp"

namespace usher::gateway {

LiveWorkspace::LiveWorkspace(GatewayContext& context, WorkspaceId id)
    : context_(context),
      id_(id),
      recent_(context.options.recent_events_max, context.options.recent_bytes_max),
      commands_(context.loop, context.streams, id, context.options.id, context.entropy,
                context.probe, context.options.late_ack_after),
      tail_(context.loop, context.streams, id, *this, context.probe),
      standings_(context, tail_.workspace(), customers_),
      broadcast_(context, tail_.workspace()),
      consoles_(context, commands_),
      signals_(context, id, customers_, watchers_, [this] { commands_.feed_again(); }),
      heartbeat_(context.loop, context.streams, id, context.options.id,
                 [this] { commands_.feed_again(); }),
      new_server_(context.streams.on_new_server([this] { commands_.feed_again(); })) {}

void LiveWorkspace::start() {
    tail_.start();
    signals_.start();
    consoles_.start();
    heartbeat_.start();
}

void LiveWorkspace::archived(std::uint64_t version) {
    context_.history.archived(id_, version);
    // Of a life that was not read here yet it says nothing about what was decided in the last one.
    if (version <= state().version) commands_.archived(version);
}

FeedSource LiveWorkspace::feeds() const {
    return {id_, tail_.workspace(), recent_, context_.history, context_.probe};
}

void LiveWorkspace::on_entry(const TailEntry& entry) {
    auto runs = remember(entry);
    for (auto& run : runs) route(run);
    commands_.settle(entry.entry);
    standings_.on_entry(entry.entry);
    broadcast_.on_entry(entry.entry);
    consoles_.on_entry(entry.entry);
    end_access(entry.entry);
    recent_.trim();
}

void LiveWorkspace::on_caught_up() {
    if (std::exchange(restarted_, false)) {
        context_.tell("The log of " + id_.text() + " is read; its sockets are open again.");
    }
}

void LiveWorkspace::on_restart(const std::string& why) {
    context_.tell("The log of " + id_.text() + " is read again: " + why + ".");
    restarted_ = true;
    // The log may have lost what it was read for.
    commands_.feed_again();
    recent_.clear();
    standings_.clear();
    broadcast_.clear();
    for (auto* session : std::vector(context_.sessions.begin(), context_.sessions.end())) {
        if (session->workspace() == id_) {
            session->end(close::service_restart, "the log is read again");
        }
    }
}

std::vector<LiveRun> LiveWorkspace::remember(const TailEntry& entry) {
    std::vector<LiveRun> runs;
    std::unordered_map<ConversationId, std::size_t> places;
    for (std::size_t i = 0; i < entry.entry.events.size(); ++i) {
        const auto& event = entry.entry.events[i];
        if (!event.conversation) continue;
        const auto& kept = recent_.add(event, entry.slices[i], entry.bytes);
        if (!ready()) continue;  // nobody follows yet
        const auto [place, first] = places.try_emplace(event.conversation, runs.size());
        if (first) runs.emplace_back(event.conversation, event.seq - 1);
        runs[place->second].add(kept);
    }
    return runs;
}

void LiveWorkspace::route(LiveRun& run) {
    for (auto* console : watchers_.of(run.conversation())) console->on_run(run);
    const auto* conversation = state().find(run.conversation());
    if (conversation == nullptr) return;
    for (auto* customer : customers_.of(conversation->contact)) customer->on_run(run);
}

void LiveWorkspace::end_access(const core::LogEntry& entry) {
    for (const auto& event : entry.events) {
        AgentId changed;
        if (const auto* ended = std::get_if<core::AgentSessionsEnded>(&event.body)) {
            changed = ended->agent;
        } else if (const auto* defined = std::get_if<core::AgentRegistered>(&event.body)) {
            if (defined->inactive) changed = defined->id;
        }
        if (!changed) continue;
        const auto consoles = broadcast_.consoles();  // a copy: whoever leaves is taken out
        for (auto* console : consoles) {
            if (console->agent() == changed) console->on_access_changed(*state().find(changed));
        }
    }
}

bool all_ready(Workspaces workspaces) {
    return std::ranges::all_of(workspaces, [](const auto& each) { return each->ready(); });
}

}  // namespace usher::gateway
