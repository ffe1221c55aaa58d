// Which of the offered WebSocket subprotocols is spoken, and so how frames are encoded. Pure.
#pragma once

#include <optional>
#include <string>

#include "hub/net/http.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::gateway {

struct Subprotocol {
    std::string name;
    wire::Encoding encoding = wire::Encoding::binary;
};

/// The first one offered that we know; empty when there is none.
std::optional<Subprotocol> choose_subprotocol(const net::HttpRequest& request);

}  // namespace usher::gateway
