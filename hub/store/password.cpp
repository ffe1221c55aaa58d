#include "hub/store/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "hub/base/random.hpp"
#include "hub/store/accounts.hpp"

namespace usher::store {

Result<std::string> hash_password(std::string_view password) {
    if (password.size() < kPasswordBytesMin || password.size() > kPasswordBytesMax) {
        return fail(Error::Kind::invalid, fmt::format("a password has {} to {} bytes",
                                                      kPasswordBytesMin, kPasswordBytesMax));
    }
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kPasswordPasses,
                              kPasswordMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(Error::Kind::exhausted, "not enough memory to hash a password");
    }
    return std::string(hash.data());
}

bool password_fits(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool outdated(const std::string& hash) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), kPasswordPasses, kPasswordMemoryBytes) != 0;
}

std::string made_password() {
    constexpr std::string_view kLetters =
        "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    static_assert(kLetters.size() <= 64);
    std::string password;
    while (password.size() < 20) {
        std::array<std::uint8_t, 1> byte;
        random_bytes(byte);
        if (const auto at = byte[0] & 63U; at < kLetters.size()) password += kLetters[at];
    }
    return password;
}

}  // namespace usher::store
