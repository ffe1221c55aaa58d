// The client side of RFC 6455 for wire tests, frame by frame, right or wrong as the test asks.
// Works on a RawTcp; never answers a ping or a close by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/raw_tcp.hpp"

namespace usher::test {

struct RawFrame {
    bool fin = true;
    unsigned rsv = 0;
    unsigned opcode = 2;
    std::string payload = {};
};

inline constexpr std::string_view kHandshakeKey = "dGhlIHNhbXBsZSBub25jZQ==";  // RFC 6455, 1.3

inline std::string handshake_text(std::string_view path = "/ws", std::string_view extra = "") {
    return "GET " + std::string(path) +
           " HTTP/1.1\r\nHost: hub.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: " +
           std::string(kHandshakeKey) + "\r\nSec-WebSocket-Version: 13\r\n" + std::string(extra) +
           "\r\n";
}

/// Header of a client frame that declares `length`, then the masking key 01 02 03 04.
inline std::string frame_header(bool fin, unsigned rsv, unsigned opcode, std::uint64_t length) {
    std::string out;
    out.push_back(static_cast<char>((fin ? 0x80 : 0) | rsv << 4 | opcode));
    const int octets = length < 126 ? 0 : length < 65536 ? 2 : 8;
    const auto marker = octets == 0 ? length : octets == 2 ? 126 : 127;
    out.push_back(static_cast<char>(0x80 | marker));
    for (int i = octets - 1; i >= 0; --i) out.push_back(static_cast<char>(length >> (8 * i)));
    return out + "\x01\x02\x03\x04";
}

inline std::string mask(std::string payload, std::size_t offset = 0) {
    for (std::size_t i = 0; i < payload.size(); ++i) {
        payload[i] = static_cast<char>(payload[i] ^ ((i + offset) % 4 + 1));
    }
    return payload;
}

inline std::string client_frame(const RawFrame& frame) {
    return frame_header(frame.fin, frame.rsv, frame.opcode, frame.payload.size()) +
           mask(frame.payload);
}

inline std::string close_payload(unsigned code, std::string_view reason = "") {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} +
           std::string(reason);
}

class RawWebSocket {
  public:
    explicit RawWebSocket(RawTcp tcp) : tcp_(std::move(tcp)) {}

    /// Connects and shakes hands; head() has the answer.
    static RawWebSocket open(std::uint16_t port, std::string_view path = "/ws",
                             std::string_view extra = "", int receive_buffer = 0) {
        RawWebSocket out{RawTcp(port, receive_buffer)};
        out.shake_hands(handshake_text(path, extra));
        return out;
    }
    bool shake_hands(std::string_view request) {
        tcp_.send(request);
        head_ = tcp_.receive_until("\r\n\r\n");
        return head_.starts_with("HTTP/1.1 101 ");
    }

    bool send(const RawFrame& frame) { return tcp_.send(client_frame(frame)); }
    bool send_binary(std::string payload) { return send({.payload = std::move(payload)}); }
    bool send_text(std::string payload) {
        return send({.opcode = 1, .payload = std::move(payload)});
    }
    bool send_close(unsigned code) { return send({.opcode = 8, .payload = close_payload(code)}); }

    /// The next frame, control frames too; nothing at the end of the stream or of the patience.
    std::optional<RawFrame> receive(std::chrono::milliseconds patience = RawTcp::kPatience) {
        const auto until = RawTcp::Clock::now() + patience;
        while (true) {
            if (auto frame = parse()) return frame;
            if (tcp_.receive(RawTcp::left(until)) != RawTcp::Got::bytes) return std::nullopt;
        }
    }
    /// Skips frames until the server's close frame: its code, 1005 for none, 0 if no close frame
    /// comes.
    unsigned receive_close_code(std::chrono::milliseconds patience = RawTcp::kPatience) {
        const auto until = RawTcp::Clock::now() + patience;
        while (auto frame = receive(RawTcp::left(until))) {
            if (frame->opcode != 8) continue;
            if (frame->payload.size() < 2) return 1005;
            return static_cast<unsigned char>(frame->payload[0]) << 8 |
                   static_cast<unsigned char>(frame->payload[1]);
        }
        return 0;
    }

    const std::string& head() const { return head_; }
    RawTcp& tcp() { return tcp_; }

  private:
    std::optional<RawFrame> parse() {
        std::string& in = tcp_.buffer();
        if (in.size() < 2) return std::nullopt;
        const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(in[i]); };
        std::uint64_t length = octet(1);
        std::size_t at = 2;
        if (length >= 126) {
            const std::size_t end = length == 126 ? 4 : 10;
            if (in.size() < end) return std::nullopt;
            for (length = 0; at < end; ++at) length = length << 8 | octet(at);
        }
        if (in.size() < at + length) return std::nullopt;
        RawFrame out{.fin = (octet(0) & 0x80) != 0,
                     .rsv = octet(0) >> 4 & 7U,
                     .opcode = octet(0) & 15U,
                     .payload = in.substr(at, length)};
        in.erase(0, at + length);
        return out;
    }

    RawTcp tcp_;
    std::string head_;
};

}  // namespace usher::test
