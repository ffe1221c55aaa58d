#include "hub/gateway/session_output.hpp"

#include "hub/base/failpoint.hpp"
#include "hub/gateway/close_codes.hpp"

namespace usher::gateway {
namespace {

constexpr std::chrono::milliseconds kLookInterval{5};
/// Between two rests.
constexpr std::chrono::milliseconds kListening{250};

}  // namespace

void SessionOutput::send_bytes(net::Frame frame) {
    if (!open()) return;
    if (fails_at("gateway.frame.write"))
        return close(gateway::close::try_again_later, "failed on purpose");
    probe_.frame_out(kind_, frame->size());
    socket_->send(std::move(frame));
}

void SessionOutput::close(std::uint16_t code, std::string_view reason) {
    if (socket_) socket_->close(code, reason);
}

void SessionOutput::when_room(std::move_only_function<void()> then) {
    when_room_.push_back(std::move(then));
    if (when_room_.size() > 1) return;
    if (!room_timer_) room_timer_ = std::make_unique<net::Timer>(loop_);
    room_timer_->after(kLookInterval, [this] { look_for_room(); });
}

void SessionOutput::look_for_room() {
    if (!open()) return when_room_.clear();
    if (!has_room()) return room_timer_->after(kLookInterval, [this] { look_for_room(); });
    for (auto& then : std::exchange(when_room_, {})) then();
}

void SessionOutput::rest(std::chrono::milliseconds time) {
    if (!open() || resting_) return;
    resting_ = true;
    socket_->pause_reading();
    if (!rest_timer_) rest_timer_ = std::make_unique<net::Timer>(loop_);
    rest_timer_->after(time, [this] {
        if (socket_) socket_->resume_reading();
        rest_timer_->after(kListening, [this] { resting_ = false; });
    });
}

void SessionOutput::release() {
    // Last: the socket may be all that holds the session, and with it this.
    const auto last = std::exchange(socket_, nullptr);
    room_timer_.reset();
    rest_timer_.reset();
    when_room_.clear();
}

}  // namespace usher::gateway
