#include "hub/app/bench/websocket_frames.hpp"

#include <cstring>

namespace usher::bench {
namespace {

constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kMasked = 0x80;
constexpr std::size_t kHeadBytesMax = 16 * 1024;

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

void mask_bytes(char* bytes, std::size_t size, std::uint32_t mask) {
    std::uint64_t wide = 0;
    std::memcpy(&wide, &mask, 4);
    std::memcpy(reinterpret_cast<char*>(&wide) + 4, &mask, 4);
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t chunk = 0;
        std::memcpy(&chunk, bytes + i, 8);
        chunk ^= wide;
        std::memcpy(bytes + i, &chunk, 8);
    }
    const char* const key = reinterpret_cast<const char*>(&mask);
    for (; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] ^ key[i & 3]);
}

}  // namespace

std::string UpgradeRequest::text() const {
    std::string out = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n";
    if (!origin.empty()) out += "Origin: " + origin + "\r\n";
    // The key, 16 bytes in base64, only keeps caches away; there are none here.
    out +=
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dXNoZXItYmVuY2gtcnVuLg==\r\n";
    if (!subprotocol.empty()) out += "Sec-WebSocket-Protocol: " + subprotocol + "\r\n";
    return out + "\r\n";
}

Result<std::optional<std::size_t>> read_upgrade_answer(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        if (bytes.size() > kHeadBytesMax) {
            return fail(Error::Kind::invalid, "the answer to the upgrade has no end");
        }
        return std::nullopt;
    }
    if (!bytes.starts_with("HTTP/1.1 101")) {
        return fail(Error::Kind::refused,
                    "the upgrade was refused: " + std::string(bytes.substr(0, bytes.find('\r'))));
    }
    return end + 4;
}

void append_client_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::uint32_t mask) {
    char head[14];
    std::size_t size = 2;
    head[0] = static_cast<char>(kFinal | static_cast<unsigned char>(opcode));
    std::size_t length_bytes = 0;
    if (payload.size() < 126) {
        head[1] = static_cast<char>(kMasked | payload.size());
    } else {
        const bool wide = payload.size() > 0xffff;
        head[1] = static_cast<char>(kMasked | (wide ? 127 : 126));
        length_bytes = wide ? 8 : 2;
    }
    for (std::size_t i = length_bytes; i-- > 0;) {
        head[size++] = static_cast<char>(std::uint64_t{payload.size()} >> (8 * i));
    }
    std::memcpy(head + size, &mask, 4);
    out.append(head, size + 4);
    const std::size_t from = out.size();
    out.append(payload);
    mask_bytes(out.data() + from, payload.size(), mask);
}

Result<std::optional<ServerFrame>> read_server_frame(std::string_view bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    if ((first & 0x70) != 0) return fail(Error::Kind::invalid, "a frame with an extension's bits");
    if ((second & kMasked) != 0) return fail(Error::Kind::invalid, "a masked frame from a server");

    std::uint64_t length = second & 0x7f;
    std::size_t head = 2;
    if (length >= 126) {
        const std::size_t length_bytes = length == 126 ? 2 : 8;
        head += length_bytes;
        if (bytes.size() < head) return std::nullopt;
        length = big_endian(bytes.substr(2, length_bytes));
    }
    if (length > kFrameBytesMax) return fail(Error::Kind::invalid, "a frame above 16 MiB");
    if (bytes.size() < head + length) return std::nullopt;
    return ServerFrame{.opcode = static_cast<Opcode>(first & 0x0f),
                       .final = (first & kFinal) != 0,
                       .payload = bytes.substr(head, length),
                       .size = head + static_cast<std::size_t>(length)};
}

unsigned close_code(std::string_view payload) {
    return payload.size() < 2 ? 1005 : static_cast<unsigned>(big_endian(payload.substr(0, 2)));
}

}  // namespace usher::bench
