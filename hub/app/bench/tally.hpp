// The books of a run: what was sent, and what became of each message. The load writes it for every
// message of the run, warm-up included; it knows nothing of sockets or time.
#pragma once

#include <cstdint>
#include <vector>

#include "hub/app/bench/marker.hpp"

namespace usher::bench {

class Tally {
  public:
    explicit Tally(std::uint32_t lanes) : lanes_(lanes) {}

    /// Enters a new message of the lane, to be sent.
    MessageRef send(Lane lane);

    enum class Arrival {
        first,
        doubled,  ///< was here before
        unknown,  ///< was never sent
    };
    /// The message came out at the other end.
    Arrival arrived(MessageRef message);
    /// The sender was told that it is done. False when he was told before, or nothing was sent.
    bool settled(MessageRef message);
    /// The sender was told that it will not be done: the message is not missed any more. False as
    /// above.
    bool rejected(MessageRef message);
    /// Arrived and, where `with_settled`, settled too.
    bool complete(MessageRef message, bool with_settled) const;

    std::uint64_t sent() const { return sent_; }
    std::uint64_t received() const { return received_; }
    std::uint64_t rejections() const { return rejected_; }
    /// Neither arrived nor rejected.
    std::uint64_t outstanding() const { return outstanding_; }
    std::uint64_t doubled() const { return doubled_; }
    /// First arrivals after one that was sent later in the same lane.
    std::uint64_t disordered() const { return disordered_; }
    std::uint64_t unknown() const { return unknown_; }

  private:
    struct LaneBook {
        std::vector<std::uint8_t> fates;  // by counter - 1
        std::uint32_t highest = 0;
    };
    std::uint8_t* fate(MessageRef message);
    void accounted(std::uint8_t before);

    std::vector<LaneBook> lanes_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t rejected_ = 0;
    std::uint64_t outstanding_ = 0;
    std::uint64_t doubled_ = 0;
    std::uint64_t disordered_ = 0;
    std::uint64_t unknown_ = 0;
};

}  // namespace usher::bench
