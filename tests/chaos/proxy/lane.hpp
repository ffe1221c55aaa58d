// One direction of one proxied connection: what was read and when it may be written. Used by
// FaultProxy on its thread; bounded by not reading while much waits.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "hub/app/bench/schedule.hpp"
#include "tests/chaos/proxy/fault_proxy.hpp"

namespace usher::chaos {

class Lane {
  public:
    static constexpr std::size_t kWaitingMax = 1u << 20;

    Lane(int from, int to) : from_(from), to_(to) {}

    enum class State : std::uint8_t { open, ended, broken };

    /// Reads what is there, if it may; then writes what is due. `broken`: the connection must end.
    State turn(std::int64_t now_ns, const Faults& faults, bench::Random& random);
    /// When something waiting becomes due; far away when nothing waits.
    std::int64_t next_due_ns() const;
    bool wants_to_read() const { return !at_end_ && waiting_bytes_ < kWaitingMax; }
    bool wants_to_write() const { return blocked_; }
    void half_close();
    void cut_after(std::size_t bytes) { left_until_cut_ = bytes; }
    std::uint64_t passed() const { return passed_; }

  private:
    struct Piece {
        std::int64_t due_ns;
        std::string bytes;
    };
    State read(std::int64_t now_ns, const Faults& faults, bench::Random& random);
    State write(std::int64_t now_ns);
    void queue(std::string_view bytes, std::int64_t now_ns, const Faults& faults,
               bench::Random& random);

    int from_;
    int to_;
    std::deque<Piece> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::int64_t last_due_ns_ = 0;
    std::uint64_t passed_ = 0;
    std::size_t left_until_cut_ = ~std::size_t{0};
    bool at_end_ = false;   // the sender said FIN
    bool silent_ = false;   // but in a blackhole: nobody is told
    bool closed_ = false;   // and so did we
    bool blocked_ = false;  // the receiver takes no more for now
};

}  // namespace usher::chaos
