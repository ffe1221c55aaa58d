// Randomness for everything outward: ids, tokens, keys, from the system's generator through OpenSSL. Never used
// by the core, where it comes in with the input.
#pragma once

#include <cstdint>
#include <span>

#include "hub/base/id.hpp"

namespace usher {

/// Aborts when the system has no randomness: nothing safe could follow.
void random_bytes(std::span<std::uint8_t> out);
Entropy random_entropy();

}  // namespace usher
