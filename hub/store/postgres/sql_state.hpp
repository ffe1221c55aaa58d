// What PostgreSQL's error codes mean for the hub: which pass when tried again, and which sentence a
// person gets. Used by the connection alone.
#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace usher::store::postgres {

/// Codes are those of PostgreSQL 15, appendix A.
inline constexpr std::string_view kQueryCanceled = "57014";

/// Serialization failures and deadlocks: the whole transaction may be tried again at once.
bool is_collision(std::string_view sql_state);

/// The server ends this connection: an administrator, a stop or a crash wants it so.
bool is_shutdown(std::string_view sql_state);

/// `said` is the primary message: it names no values.
Error error_of(std::string_view sql_state, const std::string& place, std::string_view said);

/// Of what libpq says when it could not connect, where no code is given: refused when the server
/// answered and does not want us, else unavailable.
Error::Kind connect_error_kind(std::string_view said);

}  // namespace usher::store::postgres
