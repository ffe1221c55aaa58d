#include "hub/core/model/recent_keys.hpp"

#include <algorithm>

#include "hub/base/hash.hpp"

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
    order_.push_back({key, at, version});
    latest_ = std::max(latest_, at);
    while (order_.size() > keys_max_ || too_old(order_.front().at)) drop_oldest();
    if (const auto gone = seen_.forget(latest_ - kKeepFor)) floor_.at = std::max(floor_.at, *gone);
}

void RecentKeys::drop_oldest() {
    const auto& oldest = order_.front();
    // After a clock that went ahead the floor stays where it was: more is asked, nothing is done
    // twice.
    if (too_old(oldest.at)) {
        floor_.at = std::max(floor_.at, oldest.at);
    } else {
        seen_.add(oldest.key, oldest.at);
    }
    floor_.version = std::max(floor_.version, oldest.version);
    by_key_.erase(oldest.key);
    order_.pop_front();
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
    order_.push_back(kept);
    latest_ = std::max(latest_, kept.at);
}

void RecentKeys::restore(const KeysFloor& floor) {
    floor_ = floor;
    latest_ = std::max(latest_, floor.at);
}

}  // namespace usher::core
