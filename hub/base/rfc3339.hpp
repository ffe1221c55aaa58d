// Instants as text, RFC 3339 section 5.6. Files and command lines use it; the wire has numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/timestamp.hpp"

namespace usher {

/// Any offset, up to six digits of a fraction; a leap second is the second after it. Nothing for
/// what is no such text or no such date.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// In UTC with a Z; with a fraction only when the instant has one, without trailing zeros.
std::string rfc3339(Timestamp at);

}  // namespace usher
