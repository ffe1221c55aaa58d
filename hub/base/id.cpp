#include "hub/base/id.hpp"

namespace usher {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr std::array<std::int8_t, 256> kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kDigits.size(); ++i) {
        values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}();

std::uint64_t mix(std::uint64_t x) {  // splitmix64 finaliser: every input bit reaches every output bit
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

std::uint64_t word(const Entropy& entropy, std::size_t from) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | entropy[from + i];
    return value;
}

}  // namespace

std::string to_base32(Bits128 bits) {
    std::string text(26, '0');
    for (std::size_t i = 26; i-- > 0;) {
        text[i] = kDigits[bits.low & 31];
        bits.low = (bits.low >> 5) | (bits.high << 59);
        bits.high >>= 5;
    }
    return text;
}

std::optional<Bits128> from_base32(std::string_view digits) {
    if (digits.size() != 26 || digits[0] > '7') return std::nullopt;
    Bits128 bits;
    for (char c : digits) {
        const auto value = kValues[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits.high = (bits.high << 5) | (bits.low >> 59);
        bits.low = (bits.low << 5) | static_cast<std::uint64_t>(value);
    }
    return bits;
}

Bits128 make_ulid(Timestamp at, const Entropy& entropy, std::uint32_t nth) {
    const auto ms = static_cast<std::uint64_t>(to_ms(at)) & 0xffffffffffffULL;
    std::uint64_t first = word(entropy, 0);
    std::uint64_t second = word(entropy, 8);
    if (nth != 0) {
        const std::uint64_t step = 0x9e3779b97f4a7c15ULL * nth;
        first = mix(first + step);
        second = mix(second ^ (first + step));
    }
    return {(ms << 16) | (first & 0xffff), second};
}

}  // namespace usher
