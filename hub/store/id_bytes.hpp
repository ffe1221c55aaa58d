// Ids as bytes: 16, big endian, so that they sort as they do in memory, by time. Stores keep them
// so.
#pragma once

#include <array>
#include <string_view>

#include "hub/base/id.hpp"

namespace usher::store {

std::array<char, 16> bytes_of(Bits128 bits);
/// The inverse; `bytes` must be 16.
Bits128 bits_from(std::string_view bytes);

}  // namespace usher::store
