#include "hub/store/migration.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace usher::store {

std::string checksum(std::string_view sql) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(sql.data()), sql.size());
    std::string text;
    for (auto byte : hash) text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace usher::store
