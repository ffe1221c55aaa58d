// Message authentication and randomness for what the gateway gives out: tokens, tickets, ids. The
// only file of the room that sees OpenSSL is its .cpp.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"

namespace usher::gateway {

inline constexpr std::size_t kMacBytes = 32;

/// HMAC-SHA256 over `purpose`, a zero byte and `bytes`: what was signed for one purpose is worth
/// nothing for another.
std::string mac_of(std::string_view key, std::string_view purpose, std::string_view bytes);

/// In a time that depends on the lengths alone.
bool same_secret(std::string_view a, std::string_view b);

/// Random bytes of the operating system's quality, drawn in larger pieces.
class EntropyPool {
  public:
    /// Aborts when the system has none: nothing here could be safe without.
    Entropy draw();

  private:
    std::array<std::uint8_t, 4096> pool_{};
    std::size_t left_ = 0;
};

/// Standard base64 with padding; the inverse gives empty text for anything else.
std::string to_base64(std::string_view bytes);
std::string from_base64(std::string_view text);

}  // namespace usher::gateway
