#include "hub/store/page_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::store {
namespace {

constexpr std::int64_t kBeforeAll = 0;

}  // namespace

PageReading::PageReading(std::size_t limit, GapFinder gap, Damaged damaged)
    : limit_(limit), gap_(std::move(gap)), damaged_(std::move(damaged)) {}

void PageReading::take(StoredEvent stored, std::size_t bytes) {
    bytes_ += bytes;
    events_.push_back(std::move(stored));
}

std::optional<StoredEvent> PageReading::first() const {
    if (events_.empty()) return std::nullopt;
    return events_.front();
}

EventPage PageReading::older_page(std::uint64_t before_seq,
                                  const std::function<std::optional<StoredEvent>()>& next) && {
    EventPage page;
    const bool exhausted = !full();
    std::ranges::reverse(events_);
    const auto through = events_.empty() ? 0 : events_.back().event.seq;
    page.through_seq = through;
    if (!events_.empty()) page.after_seq = events_.front().event.seq - 1;
    if (exhausted && page.after_seq > 0) {
        lose(page, {1, page.after_seq}, kBeforeAll, events_.front().number);
        page.after_seq = 0;
    }
    lose_between(page);
    if (before_seq > through + 1) {
        if (const auto newer = next()) {
            lose(page, {through + 1, before_seq - 1},
                 events_.empty() ? kBeforeAll : events_.back().number, newer->number);
            page.through_seq = before_seq - 1;
        }
    }
    page.complete = page.after_seq == 0;
    move_into(page);
    return page;
}

EventPage PageReading::newer_page(std::uint64_t after_seq,
                                  const std::function<std::optional<StoredEvent>()>& previous) && {
    EventPage page;
    page.after_seq = page.through_seq = after_seq;
    page.complete = !full();
    if (events_.size() == limit_) events_.pop_back();
    if (events_.empty()) return page;
    if (const auto& front = events_.front(); front.event.seq != after_seq + 1) {
        const auto older = previous();
        lose(page, {after_seq + 1, front.event.seq - 1}, older ? older->number : kBeforeAll,
             front.number);
    }
    lose_between(page);
    page.through_seq = events_.back().event.seq;
    move_into(page);
    return page;
}

void PageReading::lose(EventPage& page, SeqRange range, std::int64_t older,
                       std::int64_t newer) const {
    if (!gap_(older, newer)) {
        const auto& some = events_.empty() ? core::Event{} : events_.front().event;
        damaged_(fmt::format("{} has no event {}", some.conversation.text(), range.first));
    }
    page.lost.push_back(range);
}

void PageReading::lose_between(EventPage& page) const {
    for (std::size_t i = 1; i < events_.size(); ++i) {
        const auto& older = events_[i - 1];
        const auto& newer = events_[i];
        if (newer.event.seq == older.event.seq + 1) continue;
        lose(page, {older.event.seq + 1, newer.event.seq - 1}, older.number, newer.number);
    }
}

void PageReading::move_into(EventPage& page) {
    page.events.reserve(events_.size());
    for (auto& stored : events_) page.events.push_back(std::move(stored.event));
    events_.clear();
}

}  // namespace usher::store
