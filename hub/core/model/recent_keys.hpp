// The commands decided lately, so that a repeat gets the same answer instead of a second effect.
// Bounded in count and age; part of the workspace state, filled by applying events. Where there are
// too many to be remembered whole, it still tells new ones apart (SeenKeys). It knows since when it
// is complete, so that what is older can be asked of the archive. Reads no clock: the events' own
// instants are its time.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>

#include "hub/core/model/actor.hpp"
#include "hub/core/model/seen_keys.hpp"

namespace usher::core {

struct DecidedCommand {
    ConversationId conversation;
    std::uint64_t seq = 0;
    std::uint64_t fingerprint = 0;  ///< of the message text; 0 for commands without one
    bool operator==(const DecidedCommand&) const = default;
};

/// The end of what is not remembered any more. Every command decided later than `at` is in memory,
/// or seen(); what is not in memory whole, the log holds up to `version`. Zero as long as nothing
/// was ever dropped.
struct KeysFloor {
    Timestamp at{};
    std::uint64_t version = 0;
    bool operator==(const KeysFloor&) const = default;
};

class RecentKeys {
  public:
    /// About 14 MB when full.
    static constexpr std::size_t kKeysMax = 100'000;
    /// Longer than the slack an id's time may have, so that what was just sent never needs the
    /// archive.
    static constexpr Duration kKeepFor = std::chrono::minutes(15);

    struct Kept {
        Bits128 key;     ///< hash of caller and command id
        Timestamp at{};  ///< when it was decided
        std::uint64_t version = 0;
    };

    /// What only reads the log decides nothing, and need not remember.
    void stay_empty() { keys_max_ = 0; }

    /// `at` and `version` of the entry that decided it. Drops what is too old or too many.
    void remember(const Actor& caller, std::string_view command_id, const DecidedCommand& decided,
                  Timestamp at, std::uint64_t version);
    const DecidedCommand* find(const Actor& caller, std::string_view command_id) const;
    /// Whether it may have been decided lately although find() does not know it.
    bool may_be_seen(const Actor& caller, std::string_view command_id) const;
    std::size_t size() const { return by_key_.size(); }
    const KeysFloor& floor() const { return floor_; }
    const SeenKeys& seen() const { return seen_; }

    /// For snapshots: everything kept, the oldest first, and the same put back.
    const std::deque<Kept>& kept() const { return order_; }
    const DecidedCommand& decided(const Kept& kept) const { return by_key_.at(kept.key); }
    void restore(const Kept& kept, const DecidedCommand& decided);
    void restore(const KeysFloor& floor);
    bool restore(SeenKeys::Generation seen) { return seen_.restore(std::move(seen)); }

  private:
    bool too_old(Timestamp at) const { return latest_ - at > kKeepFor; }
    void drop_oldest();
    struct Hash {
        std::size_t operator()(const Bits128& key) const noexcept { return key.low; }
    };
    std::size_t keys_max_ = kKeysMax;
    std::unordered_map<Bits128, DecidedCommand, Hash> by_key_;
    std::deque<Kept> order_;
    SeenKeys seen_;
    KeysFloor floor_;
    Timestamp latest_{};  ///< of all that ever were remembered
};

}  // namespace usher::core
