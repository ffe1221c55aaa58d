// The conversations one console watches: a feed for each, and whether the agent looks at it.
// Bounded.
#pragma once

#include <map>

#include "hub/gateway/live_workspace.hpp"

namespace usher::gateway {

class AgentWatches {
  public:
    static constexpr std::size_t kWatchesMax = 64;

    /// All outlive this object. `failed` as of EventFeed.
    AgentWatches(LiveWorkspace& workspace, AgentFollower& console, core::Actor agent,
                 std::function<void()> failed);
    ~AgentWatches();

    enum class Outcome { watching, unknown, too_many };
    /// Begins, or begins anew from another place.
    /// `archived_seq`: it left memory, and this is its last event in the archive.
    Outcome watch(ConversationId conversation, std::uint64_t after_seq, bool present,
                  std::uint64_t archived_seq = 0);
    void stop(ConversationId conversation);

    void on_run(LiveRun& run);
    /// Watched, and up to date: what happens next is seen at once.
    bool live(ConversationId conversation) const;

  private:
    struct Watch {
        std::shared_ptr<EventFeed> feed;
        bool present = false;
    };
    void set_present(ConversationId conversation, Watch& watch, bool present);

    LiveWorkspace& workspace_;
    AgentFollower& console_;
    core::Actor agent_;
    std::function<void()> failed_;
    std::map<ConversationId, Watch> watches_;
};

}  // namespace usher::gateway
