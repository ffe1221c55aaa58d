// What tells two messages under one command id apart.
#pragma once

#include "hub/base/hash.hpp"
#include "hub/core/model/command.hpp"

namespace usher::core {

inline std::uint64_t fingerprint(std::string_view text, bool note) {
    return hash_bytes(text, note ? 1 : 0) | 1;  // never 0, which stands for "no text"
}

}  // namespace usher::core
