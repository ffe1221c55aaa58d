// The commands decided lately, so that a repeat gets the same answer instead of a second effect. Bounded;
// part of the workspace state, filled by applying events.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "hub/core/model/actor.hpp"

namespace usher::core {

struct DecidedCommand {
    ConversationId conversation;
    std::uint64_t seq = 0;
    std::uint64_t fingerprint = 0;  ///< of the message text; 0 for commands without one
};

class RecentKeys {
  public:
    /// About 12 MB when full: more than an hour at 25 commands a second.
    static constexpr std::size_t kKeysMax = 100'000;

    void remember(const Actor& caller, std::string_view command_id, const DecidedCommand& decided);
    const DecidedCommand* find(const Actor& caller, std::string_view command_id) const;
    std::size_t size() const { return by_key_.size(); }

  private:
    struct Hash {
        std::size_t operator()(const Bits128& key) const noexcept { return key.low; }
    };
    std::unordered_map<Bits128, DecidedCommand, Hash> by_key_;
    std::deque<Bits128> order_;
};

}  // namespace usher::core
