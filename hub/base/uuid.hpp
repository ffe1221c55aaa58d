// Command ids of our own clients and of the hub itself: UUIDv7 (RFC 9562), whose first 48 bits are
// the millisecond it was made in. Foreign ids are any text; only the ones that can be read as
// UUIDv7 have a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"

namespace usher {

/// 36 characters, lower case.
std::string uuid_v7(Timestamp at, const Entropy& entropy);

/// When it was made, by its maker's clock. Nothing for any other text; either case of letters is
/// read.
std::optional<Timestamp> uuid_v7_time(std::string_view text);

/// Of a UUIDv7: what an id holds that is made at the same instant, and the text again.
std::optional<Bits128> uuid_v7_bits(std::string_view text);
std::string uuid_text(Bits128 bits);

}  // namespace usher
