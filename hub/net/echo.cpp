#include "hub/net/echo.hpp"

namespace usher::net {
namespace {

class Echo final : public WebSocketObserver {
  public:
    explicit Echo(std::shared_ptr<WebSocket> socket) : socket_(std::move(socket)) {}

    void on_message(std::string_view bytes, bool binary) override {
        socket_->send(std::make_shared<const std::string>(bytes),
                      binary ? FrameKind::binary : FrameKind::text);
    }
    void on_close(std::uint16_t, std::string_view) override { socket_.reset(); }

  private:
    std::shared_ptr<WebSocket> socket_;
};

}  // namespace

WebSocketLimits echo_limits() {
    return {.message_bytes_max = 16 * 1024 * 1024,
            .outbox_bytes_max = 64 * 1024 * 1024,
            .outbox_frames_max = 65'536,
            .fragments_max = 65'536,
            .concatenate = false};
}

AcceptUpgrade accept_echo(WebSocketLimits limits) {
    return {.subprotocol = {}, .limits = limits, .open = [](std::shared_ptr<WebSocket> socket) {
                return std::make_shared<Echo>(std::move(socket));
            }};
}

}  // namespace usher::net
