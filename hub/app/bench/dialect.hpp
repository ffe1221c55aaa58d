// How a kind of server is spoken to: the hub's sockets, or the floor's bare relay. The load sends
// messages through a dialect and hears of their fate; it never sees a frame.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/app/bench/fleet.hpp"
#include "hub/app/bench/marker.hpp"
#include "hub/base/result.hpp"

namespace usher::bench {

/// The load's side of it. Called from within Fleet::turn.
class Observer {
  public:
    virtual ~Observer() = default;
    /// A message reached the other side; `text` is all of it, marker included.
    virtual void on_delivered(const Marker& marker, std::string_view text) = 0;
    /// The sender was told that his message is done.
    virtual void on_settled(MessageRef message) = 0;
    virtual void on_rejected(MessageRef message, std::string_view code,
                             std::uint32_t retry_after_ms) = 0;
};

/// What a dialect noticed beside the messages.
struct DialectNotes {
    std::uint64_t connected = 0;
    std::uint64_t assign_refused = 0;  ///< AgentAssign that was Rejected: somebody else has it
    std::uint64_t resent =
        0;                   ///< events that came again by sequence number, as the protocol allows
    std::uint64_t gaps = 0;  ///< runs of events that began beyond what was held
    std::string problem;     ///< not empty: the run is void, and why
};

class Dialect : public FleetListener {
  public:
    /// Connects everybody and brings each conversation to where both sides can write. Turns the
    /// fleet.
    virtual Result<void> set_up(Fleet& fleet) = 0;
    /// Connects the silent customers.
    virtual Result<void> set_up_idle(Fleet& fleet) = 0;
    /// Queues a message on the right connection.
    virtual void send(MessageRef message, std::string_view text) = 0;
    /// Whether senders are told what became of their messages.
    virtual bool settles() const = 0;
    virtual const DialectNotes& notes() const = 0;
    void report_to(Observer* observer) { observer_ = observer; }

  protected:
    Observer* observer_ = nullptr;
};

}  // namespace usher::bench
