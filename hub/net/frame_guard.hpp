// Watches the bytes of a WebSocket client before Beast 1.81 sees them and stops what that version
// lets through: frame lengths with the high bit set, close codes nobody may send, messages in
// endless fragments. The transport feeds it; it never changes, copies or keeps a byte. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace usher::net {

class FrameGuard {
  public:
    explicit FrameGuard(std::size_t fragments_max) : fragments_max_(fragments_max) {}

    /// How many of `bytes` may go on to the stream: all of them, or those before the violation.
    /// After a violation always 0.
    std::size_t scan(std::span<const std::uint8_t> bytes);

    bool violated() const { return code_ != 0; }
    std::uint16_t code() const { return code_; }  ///< close code to fail the connection with
    std::string_view reason() const { return reason_; }

    /// Inside a frame or between the fragments of a message.
    bool midway() const { return have_ > 0 || payload_left_ > 0 || in_message_; }
    /// Grows each time a message or a lone control frame is complete.
    std::uint32_t completed() const { return completed_; }

  private:
    bool header_byte(std::uint8_t byte);
    bool header_done();
    bool close_byte(std::uint8_t byte);
    void frame_done();
    bool violate(std::uint16_t code, std::string_view reason);
    bool is_control() const { return (opcode_ & 0x8) != 0; }

    std::uint64_t payload_left_ = 0;
    std::size_t fragments_max_;
    std::size_t fragments_ = 0;
    std::string_view reason_;
    std::uint32_t completed_ = 0;
    std::uint16_t code_ = 0;
    std::uint16_t close_code_ = 0;
    std::array<std::uint8_t, 14> head_{};
    std::array<std::uint8_t, 4> mask_{};
    std::uint8_t have_ = 0;
    std::uint8_t need_ = 2;
    std::uint8_t close_seen_ = 0;
    std::uint8_t opcode_ = 0;
    bool final_ = false;
    bool in_message_ = false;
};

/// RFC 6455 section 7.4 and the IANA registry: 1000-1003, 1007-1014, 3000-4999.
bool close_code_may_be_sent(std::uint16_t code);

}  // namespace usher::net
