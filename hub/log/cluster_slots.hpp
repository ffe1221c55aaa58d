// Which primary of a Redis Cluster holds which of the 16384 hash slots, and what a node means when
// it refuses a command that belongs elsewhere. Used by ClusterRouter and the connections it guides.
// Pure: no socket, no clock.
// Source: Redis Cluster specification, "Key distribution model", "Hash tags", "Redirection and
// resharding", and its appendix on CRC16 (CCITT XMODEM: polynomial 1021, nothing reflected).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/log/redis_address.hpp"
#include "hub/log/redis_codec.hpp"

namespace usher::log {

inline constexpr std::size_t kSlots = 16384;

/// The slot of a key: of what stands between its first '{' and the next '}', if that is not empty.
std::uint16_t slot_of(std::string_view key);

/// The first argument that begins with a hash tag, which every key and channel of ours does;
/// nothing for commands without a key. A value comes after its key, so it is never taken for one.
std::optional<std::string_view> key_in(std::initializer_list<std::string_view> command);

using ClusterNode = RedisNode;

class SlotMap {
  public:
    /// From the answer to CLUSTER SLOTS; replicas are left out. A node that does not know its own
    /// address is the one that was asked. Errors: corrupt (not such an answer), unavailable (no
    /// slot is served at all).
    static Result<SlotMap> parse(const Reply& slots, const ClusterNode& asked);

    const ClusterNode* owner(std::uint16_t slot) const;
    /// What MOVED says, known before the next whole map.
    void set_owner(std::uint16_t slot, const ClusterNode& node);
    const std::vector<ClusterNode>& primaries() const { return primaries_; }
    bool has(const ClusterNode& node) const;
    bool operator==(const SlotMap&) const = default;

  private:
    static constexpr std::uint16_t kNobody = 0xffff;
    std::uint16_t index_of(const ClusterNode& node);

    std::vector<ClusterNode> primaries_;  // some may have lost their last slot
    std::vector<std::uint16_t> owners_ = std::vector<std::uint16_t>(kSlots, kNobody);
};

/// Why a command was not executed, when its error reply says so.
struct Refusal {
    enum class Kind {
        moved,  ///< another node owns the slot from now on
        ask,    ///< another node has the key for now: ASKING and the command, this once
        later,  ///< nobody can at the moment (TRYAGAIN, CLUSTERDOWN, LOADING, …)
    };
    Kind kind = Kind::later;
    std::uint16_t slot = 0;  ///< moved and ask
    ClusterNode node;        ///< moved and ask
};

/// Nothing for other errors. `from` fills in the host of a node that announces none.
std::optional<Refusal> refusal_of(std::string_view redis_error, const ClusterNode& from);

}  // namespace usher::log
