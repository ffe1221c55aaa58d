// A fast 64-bit hash for tables and fingerprints (FNV-1a with a final mix). Not for secrets. What stores a
// hash (snapshots do) stores kHashVersion beside it and drops hashes of another one.
#pragma once

#include <cstdint>
#include <string_view>

namespace usher {

/// Raised with every change of hash_bytes().
inline constexpr std::uint32_t kHashVersion = 1;

constexpr std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0) {
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
    for (char c : bytes) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32);
}

}  // namespace usher
