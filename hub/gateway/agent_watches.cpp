#include "hub/gateway/agent_watches.hpp"

namespace usher::gateway {

AgentWatches::AgentWatches(LiveWorkspace& workspace, AgentFollower& console, core::Actor agent,
                           std::function<void()> failed)
    : workspace_(workspace),
      console_(console),
      agent_(std::move(agent)),
      failed_(std::move(failed)) {}

AgentWatches::~AgentWatches() {
    while (!watches_.empty()) stop(watches_.begin()->first);
}

AgentWatches::Outcome AgentWatches::watch(ConversationId conversation, std::uint64_t after_seq,
                                          bool present, std::uint64_t archived_seq) {
    if (archived_seq == 0 && workspace_.state().find(conversation) == nullptr) {
        return Outcome::unknown;
    }
    auto found = watches_.find(conversation);
    if (found == watches_.end()) {
        if (watches_.size() >= kWatchesMax) return Outcome::too_many;
        found = watches_.emplace(conversation, Watch{}).first;
        workspace_.watchers().add(conversation, console_);
        workspace_.signals().tell_viewers(conversation, console_);
    }
    auto& watch = found->second;
    set_present(conversation, watch, present);
    watch.feed = std::make_shared<EventFeed>(workspace_.feeds(), conversation, Audience::agents,
                                             console_.output(), failed_, archived_seq);
    if (after_seq == 0) {
        watch.feed->start_with_newest_page();
    } else {
        watch.feed->resume(after_seq);
    }
    return Outcome::watching;
}

void AgentWatches::stop(ConversationId conversation) {
    auto found = watches_.find(conversation);
    if (found == watches_.end()) return;
    set_present(conversation, found->second, false);
    workspace_.watchers().remove(conversation, console_);
    watches_.erase(found);
}

void AgentWatches::on_run(LiveRun& run) {
    auto found = watches_.find(run.conversation());
    if (found != watches_.end()) found->second.feed->on_run(run);
}

bool AgentWatches::live(ConversationId conversation) const {
    auto found = watches_.find(conversation);
    return found != watches_.end() && found->second.feed->live();
}

void AgentWatches::set_present(ConversationId conversation, Watch& watch, bool present) {
    if (std::exchange(watch.present, present) == present) return;
    if (present) {
        workspace_.signals().viewing_begins(conversation, agent_);
    } else {
        workspace_.signals().viewing_ends(conversation, agent_);
    }
}

}  // namespace usher::gateway
