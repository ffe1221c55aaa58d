// The number under which an archive keeps the id of the command that caused an event, so that the
// index holds eight bytes instead of a text. Stores use it to fill and to ask that index; what they
// find is a candidate only, confirmed by reading the event.
#pragma once

#include <cstdint>
#include <string_view>

namespace usher::store {

/// Of a UUID its first 8 bytes, which are time-ordered for UUIDv7 (RFC 9562, section 5.7): new ones
/// land at the end of the index. Of anything else the first 8 bytes of its SHA-256. Stored, so it
/// may never change.
std::int64_t key_number(std::string_view key);

}  // namespace usher::store
