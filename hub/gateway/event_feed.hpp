// One conversation's events on their way to one receiver: first what he missed, from memory or from
// the archive, then live, without a gap or a double at the seam. It pulls: nothing is held back for
// a receiver, his place in the run is all there is to remember.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/live_run.hpp"
#include "hub/gateway/session_output.hpp"

namespace usher::gateway {

/// Where the events of a workspace are found. Outlives the feeds.
struct FeedSource {
    WorkspaceId workspace;
    const core::Workspace& state;
    const RecentEvents& recent;
    HistoryReader& history;
    GatewayProbe& probe;
};

class EventFeed : public std::enable_shared_from_this<EventFeed> {
  public:
    /// More missing events than this are not caught up on: the newest page comes instead.
    static constexpr std::uint64_t kCatchUpMax = 500;
    static constexpr std::size_t kNewestPage = 50;
    static constexpr std::size_t kPageBytesMax = 256 * 1024;

    /// `failed` is called when what is missing cannot be read; the feed is dead then.
    /// `archived_seq` is the last event of a conversation that left memory.
    EventFeed(const FeedSource& source, ConversationId conversation, Audience audience,
              SessionOutput& output, std::function<void()> failed, std::uint64_t archived_seq = 0);

    /// The receiver holds everything up to `after_seq`.
    void resume(std::uint64_t after_seq);
    /// He holds nothing.
    void start_with_newest_page();
    /// An entry of the log brought this; the workspace already holds it.
    void on_run(LiveRun& run);

    /// Nothing that exists is still to be sent.
    bool live() const { return step_ == Step::live; }
    /// Calls `then` once it is live; not at all when it fails. False when too many wait.
    bool when_live(std::move_only_function<void()> then);
    static constexpr std::size_t kWaitingMax = 256;
    ConversationId conversation() const { return conversation_; }

  private:
    enum class Step { live, waiting_for_history, waiting_for_room, failed };
    std::uint64_t last_seq() const;
    void pump();
    void send(const EventBatch& batch);
    void send_newest(const EventBatch& batch);
    void read_history();
    void read_newest();
    HistoryQuestion question() const;
    /// These were lost; nobody waits for them.
    void pass_over(std::uint64_t through_seq);
    void fail();

    FeedSource source_;
    ConversationId conversation_;
    Audience audience_;
    SessionOutput& output_;
    std::function<void()> failed_;
    std::uint64_t archived_seq_;
    Step step_ = Step::live;
    std::uint64_t seen_ = 0;  ///< everything up to here was sent, or is not for him
    std::uint64_t told_ = 0;  ///< through_seq of the last frame
    std::vector<std::move_only_function<void()>> when_live_;
};

}  // namespace usher::gateway
