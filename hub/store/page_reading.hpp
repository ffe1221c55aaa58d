// A page of a conversation while it is filled from rows, and what may be said about it at the end.
// The histories of all stores use it; it reads no database. A page with a hole would be believed to
// be whole, so a hole is damage unless an accepted gap explains it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/store/history.hpp"

namespace usher::store {

struct StoredEvent {
    core::Event event;
    std::int64_t number = 0;  ///< the store's own, in the order of the log
};

class PageReading {
  public:
    /// Whether a gap was accepted after the older event was stored and before the newer one was.
    using GapFinder = std::function<bool(std::int64_t older, std::int64_t newer)>;
    /// Raises corrupt with what is wrong.
    using Damaged = std::function<void(std::string)>;

    PageReading(std::size_t limit, GapFinder gap, Damaged damaged);

    bool full() const { return events_.size() >= limit_ || bytes_ >= kPageBytesMax; }
    bool empty() const { return events_.empty(); }
    std::int64_t room() const { return static_cast<std::int64_t>(limit_ - events_.size()); }
    void take(StoredEvent stored, std::size_t bytes);
    std::optional<StoredEvent> first() const;

    /// The events were taken newest first, all older than `before_seq` (0: than none). `next` finds
    /// the oldest event that is not; it is asked only where something may be missing.
    EventPage older_page(std::uint64_t before_seq,
                         const std::function<std::optional<StoredEvent>()>& next) &&;

    /// The events were taken oldest first, all newer than `after_seq`; the reading has room for one
    /// more than the page. `previous` finds the newest event that is not newer.
    EventPage newer_page(std::uint64_t after_seq,
                         const std::function<std::optional<StoredEvent>()>& previous) &&;

  private:
    void lose(EventPage& page, SeqRange range, std::int64_t older, std::int64_t newer) const;
    void lose_between(EventPage& page) const;
    void move_into(EventPage& page);

    std::size_t limit_;
    GapFinder gap_;
    Damaged damaged_;
    std::vector<StoredEvent> events_;
    std::size_t bytes_ = 0;
};

}  // namespace usher::store
