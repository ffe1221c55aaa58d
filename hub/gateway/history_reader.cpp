#include "hub/gateway/history_reader.hpp"

#include <algorithm>
#include <list>
#include <unordered_map>

#include "hub/store/work_thread.hpp"

namespace usher::gateway {
namespace {

using HistoryThread = store::WorkThread<store::History>;

/// How often a page is read again because nothing in it was for the audience.
constexpr int kInvisiblePagesMax = 20;

bool within(const EventBatch& batch, std::size_t bytes, BatchLimit limit) {
    return batch.events.empty() || (batch.events.size() < limit.events && bytes <= limit.bytes);
}

Result<EventBatch> read_after(store::History& history, const HistoryQuestion& question,
                              std::uint64_t after_seq, BatchLimit limit) {
    EventBatch batch{after_seq, after_seq, {}, true};
    std::size_t bytes = 0;
    for (int pages = 0; pages < kInvisiblePagesMax; ++pages) {
        auto page = history.after(question.workspace, question.conversation, batch.through_seq,
                                  limit.events);
        if (!page) return std::unexpected(page.error());
        for (const auto& event : page->events) {
            if (auto encoded = bytes_for(event, question.audience)) {
                bytes += encoded->size();
                batch.complete = false;
                if (!within(batch, bytes, limit)) return batch;
                const std::string_view view = *encoded;
                batch.events.push_back({std::move(encoded), view});
            }
            batch.through_seq = event.seq;
        }
        batch.complete = page->complete;
        if (page->complete || batch.events.size() >= limit.events) break;
    }
    return batch;
}

Result<EventBatch> read_before(store::History& history, const HistoryQuestion& question,
                               std::uint64_t before_seq, BatchLimit limit) {
    EventBatch batch;
    std::size_t bytes = 0;
    bool first = true;
    bool full = false;
    for (int pages = 0; pages < kInvisiblePagesMax && !full; ++pages) {
        auto page = history.page(question.workspace, question.conversation,
                                 first ? before_seq : batch.after_seq + 1, limit.events);
        if (!page) return std::unexpected(page.error());
        if (std::exchange(first, false)) batch.after_seq = batch.through_seq = page->through_seq;
        for (auto event = page->events.rbegin(); event != page->events.rend() && !full; ++event) {
            if (auto encoded = bytes_for(*event, question.audience)) {
                bytes += encoded->size();
                full = !within(batch, bytes, limit);
                if (full) break;
                const std::string_view view = *encoded;
                batch.events.push_back({std::move(encoded), view});
            }
            batch.after_seq = event->seq - 1;
        }
        batch.complete = !full && page->complete;
        if (page->complete) break;
    }
    std::ranges::reverse(batch.events);
    return batch;
}

class ThreadedHistoryReader final : public HistoryReader,
                                    public std::enable_shared_from_this<ThreadedHistoryReader> {
  public:
    ThreadedHistoryReader(net::Loop& loop, store::History& history,
                          std::chrono::milliseconds archive_wait)
        : loop_(loop), archive_wait_(archive_wait), timer_(loop), thread_(history) {}

    void after(const HistoryQuestion& question, std::uint64_t after_seq, BatchLimit limit,
               Done<EventBatch> done) override {
        read(question, std::move(done), [=](store::History& history) {
            return read_after(history, question, after_seq, limit);
        });
    }
    void before(const HistoryQuestion& question, std::uint64_t before_seq, BatchLimit limit,
                Done<EventBatch> done) override {
        read(question, std::move(done), [=](store::History& history) {
            return read_before(history, question, before_seq, limit);
        });
    }

    void ask(WorkspaceId workspace, std::uint64_t at_least_version, Work work) override {
        if (at_least_version <= archived_[workspace]) return hand_over(std::move(work));
        if (waiting_.size() >= HistoryThread::kTasksMax) {
            return refuse(std::move(work), Error::Kind::exhausted, "too many questions wait");
        }
        waiting_.push_back(
            {workspace, at_least_version, loop_.now() + archive_wait_, std::move(work)});
        if (waiting_.size() == 1) arm();
    }

    void archived(WorkspaceId workspace, std::uint64_t version) override {
        loop_.post([weak = weak_from_this(), workspace, version] {
            if (auto self = weak.lock()) self->advance(workspace, version);
        });
    }

  private:
    struct Waiting {
        WorkspaceId workspace;
        std::uint64_t version;
        Timestamp until;
        Work work;
    };

    template <class Question>
    void read(const HistoryQuestion& question, Done<EventBatch> done, Question read_batch) {
        ask(question.workspace, question.at_least_version,
            [&loop = loop_, done = std::move(done),
             read_batch](Result<store::History*> history) mutable {
                auto batch = history ? read_batch(**history)
                                     : Result<EventBatch>(std::unexpected(history.error()));
                loop.post([done = std::move(done), batch = std::move(batch)]() mutable {
                    done(std::move(batch));
                });
            });
    }

    void hand_over(Work work) {
        auto shared = std::make_shared<Work>(std::move(work));
        const bool taken = thread_.run([shared](store::History& history) { (*shared)(&history); });
        if (!taken) refuse(std::move(*shared), Error::Kind::exhausted, "too many questions wait");
    }

    void refuse(Work work, Error::Kind kind, std::string why) {
        loop_.post([work = std::move(work), kind, why = std::move(why)]() mutable {
            work(fail(kind, std::move(why)));
        });
    }

    void advance(WorkspaceId workspace, std::uint64_t version) {
        auto& known = archived_[workspace];
        known = std::max(known, version);
        for (auto at = waiting_.begin(); at != waiting_.end();) {
            const bool ready = at->workspace == workspace && at->version <= known;
            if (ready) hand_over(std::move(at->work));
            at = ready ? waiting_.erase(at) : std::next(at);
        }
    }

    void arm() {
        const auto wait = waiting_.front().until - loop_.now();
        timer_.after(std::clamp(std::chrono::ceil<std::chrono::milliseconds>(wait),
                                std::chrono::milliseconds(0), archive_wait_),
                     [this] { give_up_due(); });
    }

    void give_up_due() {
        const auto now = loop_.now();
        while (!waiting_.empty() && waiting_.front().until <= now) {
            refuse(std::move(waiting_.front().work), Error::Kind::unavailable,
                   "the archive is too far behind the log");
            waiting_.pop_front();
        }
        if (!waiting_.empty()) arm();
    }

    net::Loop& loop_;
    std::chrono::milliseconds archive_wait_;
    std::unordered_map<WorkspaceId, std::uint64_t> archived_;
    std::list<Waiting> waiting_;  ///< in the order of their deadlines
    net::Timer timer_;
    HistoryThread thread_;
};

}  // namespace

std::shared_ptr<HistoryReader> make_history_reader(net::Loop& loop, store::History& history,
                                                   std::chrono::milliseconds archive_wait) {
    return std::make_shared<ThreadedHistoryReader>(loop, history, archive_wait);
}

}  // namespace usher::gateway
