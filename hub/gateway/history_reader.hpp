// Reading the archive without holding up the sockets: questions are asked on the gateway's loop,
// answered by a thread of their own, and the answers come back on the loop. A question may name a
// version of the log that the archive must have reached; it waits for that, for a bounded time.
#pragma once

#include <functional>
#include <memory>

#include "hub/gateway/event_batch.hpp"
#include "hub/net/loop.hpp"
#include "hub/store/history.hpp"

namespace usher::gateway {

struct HistoryQuestion {
    WorkspaceId workspace;
    ConversationId conversation;
    Audience audience = Audience::agents;
    std::uint64_t at_least_version = 0;  ///< of the log, that the archive must hold
};

class HistoryReader {
  public:
    template <class T>
    using Done = std::move_only_function<void(Result<T>)>;

    virtual ~HistoryReader() = default;

    /// The oldest events after `after_seq`. Errors: unavailable (the archive is too far behind, or
    /// does not answer), exhausted (too many questions wait), and those of store::History.
    virtual void after(const HistoryQuestion& question, std::uint64_t after_seq, BatchLimit limit,
                       Done<EventBatch> done) = 0;
    /// The newest events before `before_seq`; 0 means the newest of all.
    virtual void before(const HistoryQuestion& question, std::uint64_t before_seq, BatchLimit limit,
                        Done<EventBatch> done) = 0;

    /// Any other question: `work` runs on the history thread, once the archive holds the version.
    /// With an error it is called as well, with a null History, so that it can pass the error on.
    using Work = std::move_only_function<void(Result<store::History*>)>;
    virtual void ask(WorkspaceId workspace, std::uint64_t at_least_version, Work work) = 0;

    /// The archive holds the log up to `version` now. Safe from any thread.
    virtual void archived(WorkspaceId workspace, std::uint64_t version) = 0;
};

/// The real one, with one thread. Asked on `loop` alone, which outlives it, as `history` does. Its
/// destruction waits for the question at work; the others are dropped.
std::shared_ptr<HistoryReader> make_history_reader(net::Loop& loop, store::History& history,
                                                   std::chrono::milliseconds archive_wait);

}  // namespace usher::gateway
