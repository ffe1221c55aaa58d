// Password hashes: argon2id by libsodium, as a text that carries its own parameters. Used by the
// accounts of any store. One hash takes 19 MiB and some tens of milliseconds, by design.
#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace usher::store {

/// OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1.
inline constexpr unsigned long long kPasswordPasses = 2;
inline constexpr std::size_t kPasswordMemoryBytes = 19 * 1024 * 1024;

/// Errors: invalid for a length outside kPasswordBytesMin … kPasswordBytesMax; exhausted without
/// memory.
Result<std::string> hash_password(std::string_view password);

bool password_fits(const std::string& hash, std::string_view password);

/// A new one: random, 20 letters and digits without look-alikes.
std::string made_password();

/// Made with other parameters than today's.
bool outdated(const std::string& hash);

}  // namespace usher::store
