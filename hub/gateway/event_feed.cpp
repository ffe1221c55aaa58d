#include "hub/gateway/event_feed.hpp"

namespace usher::gateway {
namespace {

constexpr BatchLimit kChunk{100, 64 * 1024};

/// The archive holds everything up to the conversation's newest event, and yet nothing after
/// `seen`: it was set back to an earlier time, and what was between is gone (docs/operations.md).
bool is_lost(const Result<EventBatch>& batch, std::uint64_t seen) {
    if (!batch) return batch.error().kind == Error::Kind::not_found;
    return batch->through_seq <= seen;
}

}  // namespace

EventFeed::EventFeed(const FeedSource& source, ConversationId conversation, Audience audience,
                     SessionOutput& output, std::function<void()> failed,
                     std::uint64_t archived_seq)
    : source_(source),
      conversation_(conversation),
      audience_(audience),
      output_(output),
      failed_(std::move(failed)),
      archived_seq_(archived_seq) {}

std::uint64_t EventFeed::last_seq() const {
    const auto* conversation = source_.state.find(conversation_);
    return conversation != nullptr ? conversation->seq : archived_seq_;
}

void EventFeed::resume(std::uint64_t after_seq) {
    seen_ = told_ = after_seq;
    if (last_seq() > after_seq + kCatchUpMax) return start_with_newest_page();
    pump();
}

void EventFeed::start_with_newest_page() {
    if (last_seq() == 0) return;
    const BatchLimit limit{kNewestPage, kPageBytesMax};
    if (auto batch = source_.recent.before(conversation_, 0, audience_, limit)) {
        source_.probe.caught_up_from_memory();
        return send_newest(*batch);
    }
    read_newest();
}

void EventFeed::on_run(LiveRun& run) {
    if (step_ != Step::live || run.through_seq() <= seen_) return;
    if (run.after_seq() != seen_) return pump();
    seen_ = run.through_seq();
    if (!run.visible_to(audience_)) return;
    output_.send_bytes(run.frame(audience_, output_.encoding(), told_));
    told_ = seen_;
}

void EventFeed::pump() {
    step_ = Step::live;
    while (seen_ < last_seq() && output_.open()) {
        if (!output_.has_room()) {
            step_ = Step::waiting_for_room;
            return output_.when_room([weak = weak_from_this()] {
                if (auto self = weak.lock()) self->pump();
            });
        }
        auto batch = source_.recent.after(conversation_, seen_, audience_, kChunk);
        if (!batch) return read_history();
        source_.probe.caught_up_from_memory();
        send(*batch);
    }
    for (auto& then : std::exchange(when_live_, {})) then();
}

bool EventFeed::when_live(std::move_only_function<void()> then) {
    if (when_live_.size() >= kWaitingMax) return false;
    when_live_.push_back(std::move(then));
    if (live()) {
        for (auto& each : std::exchange(when_live_, {})) each();
    }
    return true;
}

void EventFeed::send(const EventBatch& batch) {
    seen_ = batch.through_seq;
    if (batch.events.empty()) return;
    output_.send_bytes(frame_of(conversation_, batch, told_, output_.encoding()));
    told_ = seen_;
}

void EventFeed::send_newest(const EventBatch& batch) {
    seen_ = told_ = batch.through_seq;
    output_.send_bytes(frame_of(conversation_, batch, batch.after_seq, output_.encoding()));
    pump();
}

HistoryQuestion EventFeed::question() const {
    const auto* conversation = source_.state.find(conversation_);
    return {source_.workspace, conversation_, audience_,
            conversation != nullptr ? conversation->changed : 0};
}

void EventFeed::read_history() {
    step_ = Step::waiting_for_history;
    source_.history.after(question(), seen_, kChunk,
                          [weak = weak_from_this(), wanted = last_seq()](Result<EventBatch> batch) {
                              auto self = weak.lock();
                              if (!self) return;
                              if (is_lost(batch, self->seen_)) return self->pass_over(wanted);
                              if (!batch) return self->fail();
                              self->source_.probe.caught_up_from_history();
                              self->send(*batch);
                              self->pump();
                          });
}

void EventFeed::read_newest() {
    step_ = Step::waiting_for_history;
    source_.history.before(
        question(), 0, {kNewestPage, kPageBytesMax},
        [weak = weak_from_this(), wanted = last_seq()](Result<EventBatch> batch) {
            auto self = weak.lock();
            if (!self) return;
            if (is_lost(batch, 0)) return self->pass_over(wanted);
            if (!batch) return self->fail();
            self->source_.probe.caught_up_from_history();
            self->send_newest(*batch);
        });
}

void EventFeed::pass_over(std::uint64_t through_seq) {
    seen_ = std::max(seen_, through_seq);
    pump();
}

void EventFeed::fail() {
    step_ = Step::failed;
    source_.probe.history_failed();
    failed_();
}

}  // namespace usher::gateway
