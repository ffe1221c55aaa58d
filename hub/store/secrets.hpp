// Random keys of this installation, for signing customer tokens and the like. Made when first asked
// for and kept beside the accounts; called at start, from the thread that uses the accounts. It
// never changes one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hub/base/result.hpp"

namespace usher::store {

using SecretKey = std::array<std::uint8_t, 32>;

class Secrets {
  public:
    virtual ~Secrets() = default;

    /// The same 32 bytes for the same name for ever, also when two processes ask first at once.
    virtual Result<SecretKey> key(std::string_view name) = 0;
};

}  // namespace usher::store
