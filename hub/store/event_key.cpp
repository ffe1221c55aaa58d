#include "hub/store/event_key.hpp"

#include <sodium.h>

#include <optional>

namespace usher::store {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// The first 16 digits, if it is 8-4-4-4-12 digits.
std::optional<std::uint64_t> uuid_head(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    std::uint64_t head = 0;
    int digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const auto digit = hex_digit(text[i]);
        if (!digit) return std::nullopt;
        if (++digits <= 16) head = (head << 4) | *digit;
    }
    return head;
}

}  // namespace

std::int64_t key_number(std::string_view key) {
    if (const auto head = uuid_head(key)) return static_cast<std::int64_t>(*head);
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) number = (number << 8) | hash[i];
    return static_cast<std::int64_t>(number);
}

}  // namespace usher::store
