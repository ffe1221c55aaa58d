// Fixed-width fields of signed tokens, big-endian, one behind the other. Private to the token
// files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"

namespace usher::gateway {

inline void pack(std::string& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}
template <class Tag>
void pack(std::string& out, Id<Tag> id) {
    pack(out, id.bits().high);
    pack(out, id.bits().low);
}
inline void pack(std::string& out, Timestamp at) {
    pack(out, static_cast<std::uint64_t>(to_ms(at)));
}

/// Takes fields off the front. Only for bytes whose length was checked.
class Unpacker {
  public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            value = (value << 8) | static_cast<unsigned char>(rest_[i]);
        }
        rest_.remove_prefix(8);
        return value;
    }
    template <class IdType>
    IdType id() {
        const auto high = number();
        return IdType(Bits128{high, number()});
    }
    Timestamp instant() { return from_ms(static_cast<std::int64_t>(number())); }

  private:
    std::string_view rest_;
};

}  // namespace usher::gateway
