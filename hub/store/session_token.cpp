#include "hub/store/session_token.hpp"

#include <sodium.h>

#include <array>

namespace usher::store {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string random_token() {
    std::array<unsigned char, kTokenBytes> raw;
    randombytes_buf(raw.data(), raw.size());
    std::array<char, sodium_base64_ENCODED_LEN(kTokenBytes, kBase64)> text;
    sodium_bin2base64(text.data(), text.size(), raw.data(), raw.size(), kBase64);
    return text.data();
}

}  // namespace

NewSession make_session(Timestamp now, Duration ttl) {
    Entropy entropy;
    randombytes_buf(entropy.data(), entropy.size());
    return {SessionId::make(now, entropy), random_token(), now + ttl};
}

std::optional<std::string> token_fingerprint(std::string_view token) {
    std::array<unsigned char, kTokenBytes> raw;
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(raw.data(), raw.size(), token.data(), token.size(), nullptr, &size, &end,
                          kBase64) != 0 ||
        size != raw.size() || end != token.data() + token.size()) {
        return std::nullopt;
    }
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), raw.data(), raw.size());
    return hash;
}

}  // namespace usher::store
