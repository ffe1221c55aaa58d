// A WebSocket observer that sends every message back as it came: text as text, binary as binary.
// The hub serves it at /ws/echo in debug mode, where conformance tools test the protocol.
#pragma once

#include "hub/net/http_server.hpp"

namespace usher::net {

/// Limits that conformance suites need: 16 MiB messages in up to 65,536 fragments, no
/// concatenation.
WebSocketLimits echo_limits();

/// The answer that opens an echo; `limits` usually are echo_limits().
AcceptUpgrade accept_echo(WebSocketLimits limits = echo_limits());

}  // namespace usher::net
