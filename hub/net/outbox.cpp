#include "hub/net/outbox.hpp"

namespace usher::net {

bool Outbox::push(Frame frame, FrameKind kind, const WebSocketLimits& limits) {
    if (frames_ + 1 > limits.outbox_frames_max) return false;
    if (bytes_ + frame->size() > limits.outbox_bytes_max) return false;
    bytes_ += frame->size();
    ++frames_;
    waiting_.push_back({std::move(frame), kind});
    return true;
}

Outbox::Message Outbox::pop(bool concatenate) {
    Message out{std::move(waiting_[first_].bytes), waiting_[first_].kind, 1};
    ++first_;
    std::size_t end = first_;
    std::size_t size = out.bytes->size();
    if (concatenate && out.kind == FrameKind::binary) {
        while (end < waiting_.size() && waiting_[end].kind == FrameKind::binary &&
               size + waiting_[end].bytes->size() <= kJoinedBytesMax) {
            size += waiting_[end].bytes->size();
            ++end;
        }
    }
    if (end > first_) {
        std::string joined;
        joined.reserve(size);
        joined += *out.bytes;
        for (; first_ < end; ++first_) {
            joined += *waiting_[first_].bytes;
            waiting_[first_].bytes.reset();
            ++out.frames;
        }
        out.bytes = std::make_shared<const std::string>(std::move(joined));
    }
    if (empty()) {
        // Idle connections keep nothing.
        std::vector<Item>().swap(waiting_);
        first_ = 0;
    } else if (first_ >= 256 && first_ * 2 >= waiting_.size()) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    return out;
}

void Outbox::written(const Message& message) {
    bytes_ -= message.bytes->size();
    frames_ -= message.frames;
}

void Outbox::clear() {
    for (std::size_t i = first_; i < waiting_.size(); ++i) {
        bytes_ -= waiting_[i].bytes->size();
        --frames_;
    }
    std::vector<Item>().swap(waiting_);
    first_ = 0;
}

}  // namespace usher::net
