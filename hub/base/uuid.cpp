#include "hub/base/uuid.hpp"

namespace usher {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_dash_place(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

std::string text_of(const Entropy& bytes) {
    std::string text;
    text.reserve(36);
    for (auto byte : bytes) {
        if (is_dash_place(text.size())) text += '-';
        text += kHex[byte >> 4];
        text += kHex[byte & 15];
    }
    return text;
}

}  // namespace

std::string uuid_v7(Timestamp at, const Entropy& entropy) {
    auto bytes = entropy;
    const auto ms = static_cast<std::uint64_t>(to_ms(at));
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    }
    bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0f));
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
    return text_of(bytes);
}

std::optional<Timestamp> uuid_v7_time(std::string_view text) {
    if (text.size() != 36 || text[14] != '7') return std::nullopt;
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_place(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return std::nullopt;
        if (i < 13) ms = (ms << 4) | value;
    }
    if ((hex_value(text[19]) & 0xc) != 0x8) return std::nullopt;
    return from_ms(ms);
}

std::optional<Bits128> uuid_v7_bits(std::string_view text) {
    if (!uuid_v7_time(text)) return std::nullopt;
    Bits128 bits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_place(i)) continue;
        auto& half = i < 19 ? bits.high : bits.low;
        half = (half << 4) | static_cast<std::uint64_t>(hex_value(text[i]));
    }
    return bits;
}

std::string uuid_text(Bits128 bits) {
    Entropy bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(bits.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<std::uint8_t>(bits.low >> (56 - 8 * i));
    }
    return text_of(bytes);
}

}  // namespace usher
