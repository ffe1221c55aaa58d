// Protobuf's wire format by hand, for what is forwarded without being understood: varints, tags and
// length-delimited fields. Private to hub/wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace usher::wire {

inline constexpr std::uint32_t kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5;

constexpr std::size_t varint_size(std::uint64_t value) {
    std::size_t size = 1;
    for (; value >= 0x80; value >>= 7) ++size;
    return size;
}
/// Of a field number below 16 with `payload` bytes behind it.
constexpr std::size_t delimited_size(std::size_t payload) {
    return 1 + varint_size(payload) + payload;
}

inline void put_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}
inline void put_tag(std::string& out, std::uint32_t field, std::uint32_t type) {
    put_varint(out, (field << 3) | type);
}
inline void put_delimited(std::string& out, std::uint32_t field, std::string_view bytes) {
    put_tag(out, field, kDelimited);
    put_varint(out, bytes.size());
    out.append(bytes);
}

/// Walks the fields of one message. Stops at the first thing that is no field.
class FieldReader {
  public:
    explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

    struct Field {
        std::uint32_t number = 0;
        std::uint32_t type = 0;
        std::string_view bytes;  ///< of delimited fields
    };
    /// Empty at the end and at an error; ask ok() which.
    std::optional<Field> next() {
        if (rest_.empty() || !ok_) return std::nullopt;
        std::uint64_t tag = 0;
        std::uint64_t length = 0;
        ok_ = take_varint(tag) && (tag >> 3) != 0 && (tag >> 3) <= 0x1fffffff;
        if (!ok_) return std::nullopt;
        Field field{static_cast<std::uint32_t>(tag >> 3), static_cast<std::uint32_t>(tag & 7), {}};
        switch (field.type) {
            case kVarint:
                ok_ = take_varint(length);
                return ok_ ? std::optional(field) : std::nullopt;
            case kFixed64:
                length = 8;
                break;
            case kFixed32:
                length = 4;
                break;
            case kDelimited:
                ok_ = take_varint(length);
                break;
            default:
                ok_ = false;
        }
        ok_ = ok_ && length <= rest_.size();
        if (!ok_) return std::nullopt;
        field.bytes = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return field;
    }
    bool ok() const { return ok_; }

  private:
    bool take_varint(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 70 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return true;
        }
        return false;
    }
    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace usher::wire
