// A client's half of RFC 6455, as bytes: the upgrade request and its answer, masked frames out,
// unmasked frames in. Used by the bench's connections; it owns no socket, knows no extension and
// sends no fragments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace usher::bench {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10
};

/// Messages above this are a mistake of the server's: 16 MiB.
inline constexpr std::size_t kFrameBytesMax = 16u << 20;

/// Where and as whom to connect.
struct UpgradeRequest {
    std::string host;         ///< "127.0.0.1:8080", for the Host header
    std::string path;         ///< "/ws/customer"
    std::string origin;       ///< empty: no Origin header
    std::string subprotocol;  ///< empty: none offered
    std::string text() const;
};

/// The size of the answer's head once it is complete, nullopt before. `refused` unless it is a 101.
Result<std::optional<std::size_t>> read_upgrade_answer(std::string_view bytes);

/// One whole, masked frame. RFC 6455 §5.2, §5.3.
void append_client_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::uint32_t mask);

struct ServerFrame {
    Opcode opcode = Opcode::binary;
    bool final = true;
    std::string_view payload;  ///< points into the bytes it was read from
    std::size_t size = 0;      ///< of the frame on the wire
};

/// The frame at the front, nullopt when it is not all there; `invalid` for what a server may not
/// send.
Result<std::optional<ServerFrame>> read_server_frame(std::string_view bytes);

/// The code of a close frame's payload, 1005 when it has none.
unsigned close_code(std::string_view payload);

}  // namespace usher::bench
