#include "hub/gateway/mac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>

#include "hub/base/random.hpp"

namespace usher::gateway {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string mac_of(std::string_view key, std::string_view purpose, std::string_view bytes) {
    std::string signed_text;
    signed_text.reserve(purpose.size() + 1 + bytes.size());
    signed_text.append(purpose).push_back('\0');
    signed_text.append(bytes);
    std::string mac(kMacBytes, '\0');
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(signed_text),
             signed_text.size(), reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr) {
        std::abort();
    }
    return mac;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Entropy EntropyPool::draw() {
    Entropy entropy;
    if (left_ < entropy.size()) {
        random_bytes(pool_);
        left_ = pool_.size();
    }
    const auto from = pool_.begin() + static_cast<std::ptrdiff_t>(pool_.size() - left_);
    std::copy_n(from, entropy.size(), entropy.begin());
    std::fill_n(from, entropy.size(), std::uint8_t{0});
    left_ -= entropy.size();
    return entropy;
}

std::string to_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return {};
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                     static_cast<int>(text.size()));
    if (size < 0) return {};
    bytes.resize(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < 2 && text[text.size() - 1 - i] == '='; ++i) bytes.pop_back();
    // What decodes but is not what we would write is refused: one ticket has one spelling.
    return to_base64(bytes) == text ? bytes : std::string();
}

}  // namespace usher::gateway
