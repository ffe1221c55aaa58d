// The newest log entries an engine appended, as bytes, until the archive has them: what Redis loses
// in a failover is appended again from here. Bounded; owned by the pump.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace usher::app {

class RecentAppends {
  public:
    static constexpr std::size_t kBytesMax = std::size_t{64} << 20;

    struct Entry {
        std::uint64_t version = 0;
        std::uint64_t previous = 0;
        std::string bytes;
    };

    void add(Entry entry) {
        bytes_ += entry.bytes.size();
        entries_.push_back(std::move(entry));
        while (bytes_ > kBytesMax && entries_.size() > 1) drop_oldest();
    }
    /// The archive holds everything up to `version`.
    void archived(std::uint64_t version) {
        while (!entries_.empty() && entries_.front().version <= version) drop_oldest();
    }
    /// The entry that follows `version`, if it is still here.
    const Entry* after(std::uint64_t version) const {
        const auto found = std::ranges::upper_bound(entries_, version, {}, &Entry::version);
        return found != entries_.end() && found->previous == version ? &*found : nullptr;
    }
    /// The bytes of what is here of the entries before `version`, in order.
    std::vector<std::string> before(std::uint64_t version) const {
        std::vector<std::string> found;
        for (const auto& entry : entries_) {
            if (entry.version < version) found.push_back(entry.bytes);
        }
        return found;
    }
    /// The newest of those.
    std::uint64_t last_before(std::uint64_t version) const {
        const auto end = std::ranges::lower_bound(entries_, version, {}, &Entry::version);
        return end == entries_.begin() ? 0 : std::prev(end)->version;
    }
    const Entry* oldest() const { return entries_.empty() ? nullptr : &entries_.front(); }
    std::size_t size() const { return entries_.size(); }

  private:
    void drop_oldest() {
        bytes_ -= entries_.front().bytes.size();
        entries_.pop_front();
    }
    std::deque<Entry> entries_;
    std::size_t bytes_ = 0;
};

}  // namespace usher::app
