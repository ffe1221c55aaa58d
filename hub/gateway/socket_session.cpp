#include "hub/gateway/socket_session.hpp"

#include "hub/gateway/close_codes.hpp"

namespace usher::gateway {
namespace {

/// A flood is ten times what is allowed.
Rate flood_of(Rate rate) {
    return {rate.burst * 10, rate.per_second * 10};
}

}  // namespace

SocketSession::SocketSession(GatewayContext& context, std::shared_ptr<net::WebSocket> socket,
                             wire::Encoding encoding, SocketKind kind, Rate rate)
    : context_(context),
      output_(context.loop, std::move(socket), encoding, kind, context.probe),
      kind_(kind),
      frames_(rate, context.loop.now()),
      flood_(flood_of(rate), context.loop.now()),
      hello_timer_(std::make_unique<net::Timer>(context.loop)) {
    context_.probe.opened(kind_);
    context_.sessions.insert(this);
    hello_timer_->after(context_.options.hello_timeout,
                        [this] { output_.close(close::unauthenticated, "no hello in time"); });
}

void SocketSession::on_message(std::string_view bytes, bool binary) {
    if (detached_ || !output_.open()) return;
    if (binary != (output_.encoding() == wire::Encoding::binary)) {
        return output_.close(close::unsupported_data, "wrong kind of message for the subprotocol");
    }
    context_.look_at_clock();
    on_frames(bytes);
}

void SocketSession::tell_time() {
    if (greeted()) output_.send(wire::Pong{0, context_.loop.now()});
}

void SocketSession::on_close(std::uint16_t code, std::string_view) {
    if (detached_) return;
    context_.probe.closed(kind_, code);
    detach();
}

void SocketSession::detach() {
    if (std::exchange(detached_, true)) return;
    context_.sessions.erase(this);
    hello_timer_.reset();
    on_gone();
    output_.release();
}

void SocketSession::end(std::uint16_t code, std::string_view reason) {
    if (code == close::service_restart && greeted()) {
        output_.send(wire::Goaway{std::string(reason), kRetryAfter});
    }
    output_.close(code, reason);
}

std::optional<std::chrono::milliseconds> SocketSession::too_fast() {
    const auto now = context_.loop.now();
    if (!flood_.take(now)) output_.close(close::too_fast, "too many frames");
    if (frames_.take(now)) return std::nullopt;
    return frames_.wait();
}

void SocketSession::on_accepted(const std::string& command_id) {
    output_.send(wire::Accepted{command_id});
}

void SocketSession::on_unavailable(const std::string& command_id) {
    reject_unavailable(command_id);
}

void SocketSession::on_rejected(const std::string& command_id, const core::Rejection& rejection) {
    reject(command_id, rejection.code, rejection.text);
}

void SocketSession::reject(const std::string& command_id, std::string_view code,
                           std::string_view text, std::chrono::milliseconds retry_after) {
    context_.probe.rejected(code);
    output_.send(wire::Rejected{command_id, std::string(code), std::string(text), retry_after});
}

void SocketSession::reject_too_fast(const std::string& command_id,
                                    std::chrono::milliseconds retry_after) {
    reject(command_id, "too_fast", "That was too fast. It can be sent again in a moment.",
           retry_after);
}

void SocketSession::reject_unavailable(const std::string& command_id) {
    reject(command_id, "unavailable", "It could not be stored now. It can be sent again.",
           kRetryAfter);
}

void SocketSession::turn_away(const std::string& command_id) {
    turned_away_ = context_.loop.now();
    reject_unavailable(command_id);
    output_.rest(kRest);
}

bool SocketSession::turned_away() const {
    const auto since = context_.loop.now() - turned_away_;
    return since >= Duration{} && since < kTurnedAway;
}

void SocketSession::malformed(std::string_view why) {
    output_.close(close::malformed_frame, why);
}

}  // namespace usher::gateway
