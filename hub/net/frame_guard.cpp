#include "hub/net/frame_guard.hpp"

#include <algorithm>

#include "hub/net/websocket.hpp"

namespace usher::net {

bool close_code_may_be_sent(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

std::size_t FrameGuard::scan(std::span<const std::uint8_t> bytes) {
    if (violated()) return 0;
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (payload_left_ == 0) {
            if (!header_byte(bytes[at])) return at;
            ++at;
        } else if (opcode_ == 0x8 && close_seen_ < 2) {
            if (!close_byte(bytes[at])) return at;
            ++at;
            if (--payload_left_ == 0) frame_done();
        } else {
            const auto step = std::min<std::uint64_t>(payload_left_, bytes.size() - at);
            at += step;
            payload_left_ -= step;
            if (payload_left_ == 0) frame_done();
        }
    }
    return at;
}

bool FrameGuard::header_byte(std::uint8_t byte) {
    head_[have_++] = byte;
    if (have_ == 2) {
        const unsigned length = head_[1] & 0x7f;
        const unsigned extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        need_ = static_cast<std::uint8_t>(2 + extended + ((head_[1] & 0x80) != 0 ? 4 : 0));
    }
    if (have_ == 3 && (head_[1] & 0x7f) == 127 && (byte & 0x80) != 0) {
        return violate(close_code::protocol_error, "frame length has its high bit set");
    }
    return have_ < need_ || header_done();
}

bool FrameGuard::header_done() {
    opcode_ = head_[0] & 0x0f;
    final_ = (head_[0] & 0x80) != 0;
    std::size_t at = 2;
    std::uint64_t length = head_[1] & 0x7f;
    if (length >= 126) {
        const std::size_t octets = length == 126 ? 2 : 8;
        length = 0;
        for (std::size_t i = 0; i < octets; ++i) length = length << 8 | head_[at++];
    }
    const bool masked = (head_[1] & 0x80) != 0;
    for (std::size_t i = 0; i < mask_.size(); ++i) mask_[i] = masked ? head_[at + i] : 0;
    have_ = 0;
    need_ = 2;
    close_seen_ = 0;
    payload_left_ = length;
    if (!is_control()) {
        in_message_ = true;
        if (++fragments_ > fragments_max_) {
            return violate(close_code::too_big, "message has too many fragments");
        }
    }
    if (length == 0) frame_done();
    return true;
}

bool FrameGuard::close_byte(std::uint8_t byte) {
    const std::uint8_t plain = byte ^ mask_[close_seen_];
    close_code_ = static_cast<std::uint16_t>(close_code_ << 8 | plain);
    if (++close_seen_ < 2 || close_code_may_be_sent(close_code_)) return true;
    return violate(close_code::protocol_error, "close code is not allowed on the wire");
}

void FrameGuard::frame_done() {
    if (is_control()) {
        if (!in_message_) ++completed_;
    } else if (final_) {
        in_message_ = false;
        fragments_ = 0;
        ++completed_;
    }
}

bool FrameGuard::violate(std::uint16_t code, std::string_view reason) {
    code_ = code;
    reason_ = reason;
    return false;
}

}  // namespace usher::net
