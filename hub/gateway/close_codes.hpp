// The close codes of docs/protocol.md that sessions give.
#pragma once

#include <cstdint>

namespace usher::gateway::close {

inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t service_restart = 1012;
inline constexpr std::uint16_t try_again_later = 1013;
inline constexpr std::uint16_t malformed_frame = 4000;
inline constexpr std::uint16_t unauthenticated = 4001;
inline constexpr std::uint16_t unknown_site = 4004;
inline constexpr std::uint16_t token_expired = 4010;
inline constexpr std::uint16_t token_invalid = 4011;
inline constexpr std::uint16_t session_ended = 4013;
inline constexpr std::uint16_t too_fast = 4029;

}  // namespace usher::gateway::close
