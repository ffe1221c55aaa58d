// Tokens of agents' sessions: made, and turned into what is stored of them. Used by the accounts of
// every store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/store/accounts.hpp"

namespace usher::store {

NewSession make_session(Timestamp now, Duration ttl);

/// What is stored of a token: a thief of the database gets no session. Empty when the text is no
/// token.
std::optional<std::string> token_fingerprint(std::string_view token);

}  // namespace usher::store
