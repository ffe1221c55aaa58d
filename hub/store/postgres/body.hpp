// The stored bytes of an event, read back. Used by whoever selects `events.body`.
#pragma once

#include "hub/core/model/event.hpp"
#include "hub/store/postgres/connection.hpp"

namespace usher::store::postgres {

/// Raises corrupt, naming the place, when the bytes are no event.
core::Event read_body(const Connection& connection, std::string_view bytes);

/// Raises corrupt when it is not a message: the row says another kind than its body.
const core::MessageAdded& message_of(const Connection& connection, const core::Event& event);

[[noreturn]] void raise_damaged(const Connection& connection, std::string_view what);

}  // namespace usher::store::postgres
