#include "hub/core/model/recent_keys.hpp"

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
                          const DecidedCommand& decided) {
    const auto key = key_of(caller, command_id);
    if (!by_key_.try_emplace(key, decided).second)
        return;  // the first event of a command stands for it
    order_.push_back(key);
    if (order_.size() <= kKeysMax) return;
    by_key_.erase(order_.front());
    order_.pop_front();
}

const DecidedCommand* RecentKeys::find(const Actor& caller, std::string_view command_id) const {
    auto it = by_key_.find(key_of(caller, command_id));
    return it == by_key_.end() ? nullptr : &it->second;
}

}  // namespace usher::core
