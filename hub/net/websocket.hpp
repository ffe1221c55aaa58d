// One WebSocket connection as the gateway sees it: send frames, hear messages, hear the end once.
// Made by the HTTP server when a handler accepts an upgrade; everything happens on the loop's
// thread. Never blocks, never buffers more than its limits, never calls the observer from inside a
// call to it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace usher::net {

/// Bytes shared between any number of connections without copying.
using Frame = std::shared_ptr<const std::string>;
enum class FrameKind : std::uint8_t { text, binary };

/// Close codes of RFC 6455 section 7.4.1 and our own.
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t no_status =
    1005;                                        ///< reported, never sent: close frame without code
inline constexpr std::uint16_t abnormal = 1006;  ///< reported, never sent: no close frame was seen
inline constexpr std::uint16_t bad_payload = 1007;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t slow_consumer = 4008;
inline constexpr std::uint16_t idle = 4012;
}  // namespace close_code

struct WebSocketLimits {
    std::size_t message_bytes_max = 64 * 1024;        ///< above: close 1009
    std::size_t outbox_bytes_max = 1024 * 1024;       ///< above: close 4008, outbox dropped
    std::size_t outbox_frames_max = 4096;             ///< above: close 4008, outbox dropped
    std::size_t fragments_max = 1024;                 ///< frames of one message; above: close 1009
    std::chrono::milliseconds ping_interval{20'000};  ///< silence before a ping; 0 = no pings
    std::chrono::milliseconds idle_timeout{45'000};  ///< silence, pongs included, before close 4012
    std::chrono::milliseconds close_timeout{5'000};  ///< whole close handshake; then TCP is dropped
    std::chrono::milliseconds message_timeout{20'000};  ///< first to last byte; above: close 1008
    /// Waiting binary frames leave as one message of up to 64 KiB whose payload is their
    /// concatenation. Right for protobuf messages with repeated fields only; text is never joined.
    bool concatenate = true;
    bool text = false;  ///< kind used by send(frame)
};

class WebSocketObserver {
  public:
    virtual ~WebSocketObserver() = default;
    /// `bytes` lives until the call returns. Text is valid UTF-8.
    virtual void on_message(std::string_view bytes, bool binary) = 0;
    /// The last call, made exactly once, as soon as the end is certain. `code` is the one that
    /// ended it: the peer's, ours, or 1006 when the connection just broke.
    virtual void on_close(std::uint16_t code, std::string_view reason) = 0;
};

class WebSocket {
  public:
    virtual ~WebSocket() = default;

    /// Queues a frame; nothing is sent after close() or after the end. A null frame is ignored.
    virtual void send(Frame frame) = 0;
    virtual void send(Frame frame, FrameKind kind) = 0;
    /// Sends what is queued, then the close frame, within close_timeout. `reason` is cut at 123
    /// bytes; codes that must not be sent (RFC 6455 section 7.4) become 1000. Later calls do
    /// nothing.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// Stops reading from the socket so that TCP slows the peer; one message that is being received
    /// may still be delivered after resume_reading(). Idle detection rests meanwhile.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

    /// Bytes and frames handed to send() and not yet taken by the kernel.
    virtual std::size_t queued_bytes() const = 0;
    virtual std::size_t queued_frames() const = 0;
    virtual bool open() const = 0;  ///< false from close() or the first sign of the end on
};

}  // namespace usher::net
