#include "hub/core/model/recent_keys.hpp"

#include <algorithm>

#include "hub/base/hash.hpp"
#include "hub/base/uuid.hpp"

namespace usher::core {
namespace {

Bits128 key_of(const Actor& caller, std::string_view command_id) {
    const auto role = static_cast<std::uint64_t>(caller.role);
    return {hash_bytes(command_id, caller.id.high ^ role),
            hash_bytes(command_id, caller.id.low + 1)};
}

}  // namespace

void RecentKeys::remember(const Actor& caller, std::string_view command_id,
                          const DecidedCommand& decided, Timestamp at, std::uint64_t version) {
    if (keys_max_ == 0) return;
    const auto key = key_of(caller, command_id);
    if (!by_key_.try_emplace(key, decided).second)
        return;  // the first event of a command stands for it
    // The clock may have been set back since the id was made: it is kept as long as one of then.
    const auto made = uuid_v7_time(command_id);
    const auto stands = made ? std::max(at, *made - kIdSlack) : at;
    go_to(stands);
    order_.push_back({key, stands, version});
    while (!order_.empty() &&
           (by_key_.size() > keys_max_ || at - order_.front().at > kKeepFor)) {
        drop_oldest(at);
    }
    if (const auto gone = seen_.forget(at - kKeepFor)) floor_.at = std::max(floor_.at, *gone);
}

void RecentKeys::go_to(Timestamp at) {
    for (; !order_.empty() && order_.back().at > at; order_.pop_back()) {
        ahead_.push_back(order_.back());
    }
    for (; !ahead_.empty() && ahead_.back().at <= at; ahead_.pop_back()) {
        order_.push_back(ahead_.back());
    }
}

void RecentKeys::drop_oldest(Timestamp now) {
    const auto& oldest = order_.front();
    if (now - oldest.at > kKeepFor) {
        floor_.at = std::max(floor_.at, oldest.at);
    } else {
        seen_.add(oldest.key, oldest.at);
    }
    floor_.version = std::max(floor_.version, oldest.version);
    by_key_.erase(oldest.key);
    order_.pop_front();
}

std::vector<RecentKeys::Kept> RecentKeys::kept() const {
    std::vector<Kept> all(order_.begin(), order_.end());
    all.insert(all.end(), ahead_.rbegin(), ahead_.rend());
    return all;
}

const DecidedCommand* RecentKeys::find(const Actor& caller, std::string_view command_id) const {
    auto it = by_key_.find(key_of(caller, command_id));
    return it == by_key_.end() ? nullptr : &it->second;
}

bool RecentKeys::may_be_seen(const Actor& caller, std::string_view command_id) const {
    return seen_.may_contain(key_of(caller, command_id));
}

void RecentKeys::restore(const Kept& kept, const DecidedCommand& decided) {
    if (keys_max_ == 0 || !by_key_.try_emplace(kept.key, decided).second) return;
    go_to(kept.at);
    order_.push_back(kept);
}

void RecentKeys::restore(const KeysFloor& floor) {
    floor_ = floor;
}

}  // namespace usher::core
