// How the HTTP server turns a connection into a WebSocket. Internal to net: everybody else knows
// only WebSocket and WebSocketObserver.
#pragma once

#include <memory>
#include <string>

#include "hub/net/http_server.hpp"
#include "hub/net/sweep.hpp"
#include "hub/net/transport.hpp"

namespace usher::net {

/// Answers 101 to an already verified handshake with `key` and opens `accept`'s observer. From here
/// the sweep owns the connection. `transport` has the bytes behind the head in unread().
void open_websocket(Transport transport, const std::string& key, AcceptUpgrade accept,
                    const std::shared_ptr<Sweep>& sweep);

}  // namespace usher::net
