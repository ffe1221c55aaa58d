// One frame for many sessions: encoded at most once per encoding, when somebody of that encoding
// gets it.
#pragma once

#include <array>

#include "hub/net/websocket.hpp"
#include "hub/wire/agent_frames.hpp"
#include "hub/wire/customer_frames.hpp"

namespace usher::gateway {

template <class Value>
class SharedFrame {
  public:
    /// `value` outlives this object.
    explicit SharedFrame(const Value& value) : value_(value) {}

    const net::Frame& in(wire::Encoding encoding) {
        auto& frame = frames_[static_cast<std::size_t>(encoding)];
        if (!frame) frame = std::make_shared<const std::string>(wire::encode(value_, encoding));
        return frame;
    }

  private:
    const Value& value_;
    std::array<net::Frame, 2> frames_;
};

}  // namespace usher::gateway
