// Strong 128-bit identifiers. Time-ordered like a ULID (48 bits of milliseconds, 80 random bits), written
// outward as "cnv_01J9…": a prefix that names the kind and 26 Crockford base-32 digits.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/timestamp.hpp"

namespace usher {

/// 16 bytes of somebody else's randomness; the core never makes its own.
using Entropy = std::array<std::uint8_t, 16>;

struct Bits128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const Bits128&) const = default;
};

/// 26 digits; the inverse refuses other lengths, other letters and values above 128 bits.
std::string to_base32(Bits128 bits);
std::optional<Bits128> from_base32(std::string_view digits);

/// A ULID of `at`; `nth` tells apart several ids drawn from one entropy.
Bits128 make_ulid(Timestamp at, const Entropy& entropy, std::uint32_t nth);

template <class Tag>
class Id {
  public:
    Id() = default;
    explicit Id(Bits128 bits) : bits_(bits) {}

    static Id make(Timestamp at, const Entropy& entropy, std::uint32_t nth = 0) {
        return Id(make_ulid(at, entropy, nth));
    }
    /// Accepts exactly what text() writes.
    static std::optional<Id> parse(std::string_view text) {
        if (!text.starts_with(Tag::prefix)) return std::nullopt;
        auto bits = from_base32(text.substr(Tag::prefix.size()));
        if (!bits) return std::nullopt;
        return Id(*bits);
    }
    std::string text() const { return std::string(Tag::prefix) + to_base32(bits_); }

    /// The instant it was made at.
    Timestamp made() const { return from_ms(static_cast<std::int64_t>(bits_.high >> 16)); }

    bool empty() const { return bits_ == Bits128{}; }
    explicit operator bool() const { return !empty(); }
    Bits128 bits() const { return bits_; }
    auto operator<=>(const Id&) const = default;

  private:
    Bits128 bits_;
};

struct WorkspaceTag { static constexpr std::string_view prefix = "wsp_"; };
struct ContactTag { static constexpr std::string_view prefix = "ctc_"; };
struct ConversationTag { static constexpr std::string_view prefix = "cnv_"; };
struct MessageTag { static constexpr std::string_view prefix = "msg_"; };
struct AgentTag { static constexpr std::string_view prefix = "agt_"; };
struct QueueTag { static constexpr std::string_view prefix = "que_"; };
struct TeamTag { static constexpr std::string_view prefix = "tea_"; };
struct InboxTag { static constexpr std::string_view prefix = "inb_"; };
struct GatewayTag { static constexpr std::string_view prefix = "gwy_"; };
struct SessionTag { static constexpr std::string_view prefix = "ses_"; };

using WorkspaceId = Id<WorkspaceTag>;
using ContactId = Id<ContactTag>;
using ConversationId = Id<ConversationTag>;
using MessageId = Id<MessageTag>;
using AgentId = Id<AgentTag>;
using QueueId = Id<QueueTag>;
using TeamId = Id<TeamTag>;
using InboxId = Id<InboxTag>;
using GatewayId = Id<GatewayTag>;
using SessionId = Id<SessionTag>;

}  // namespace usher

template <class Tag>
struct std::hash<usher::Id<Tag>> {
    std::size_t operator()(const usher::Id<Tag>& id) const noexcept {
        return id.bits().low ^ (id.bits().high * 0x9e3779b97f4a7c15ULL);
    }
};
