// What one person says and has not had settled: sends in order, a few at a time, and again with the
// same id whatever a lost line or a passing refusal left open. Writes the sender's side of the
// ledger.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "tests/chaos/ledger/ledger.hpp"

namespace usher::chaos {

/// A new UUIDv7 in text form, from the run's own randomness and the wall clock; `ahead_ms` is how far
/// the hub's is ahead of ours.
std::string new_command_id(std::uint64_t random_a, std::uint64_t random_b,
                           std::int64_t ahead_ms = 0);

struct Message {
    std::string id;
    std::string conversation;
    std::string text;
    std::uint64_t number = 0;

    static constexpr std::size_t kNone = ~std::size_t{0};
    std::size_t attempt = kNone;     ///< in the ledger, while it is on its way
    std::int64_t not_before_ns = 0;  ///< refused for a while
};

class Outbox {
  public:
    static constexpr std::size_t kInFlightMax = 8;
    static constexpr std::size_t kWaitingMax = 200;

    explicit Outbox(Ledger& ledger) : ledger_(ledger) {}

    /// How many may be on their way, and wait to be.
    void use_limits(std::size_t in_flight_max, std::size_t waiting_max) {
        in_flight_max_ = in_flight_max;
        waiting_max_ = waiting_max;
    }

    /// False when too much waits already; then nothing was said.
    bool add(Message message);
    /// The next that may leave now; it counts as an attempt from here on. nullptr: none.
    const Message* next(const std::string& sender, const std::string& lane, std::int64_t now_ns);

    /// The life of the log that acknowledgements are of from now on.
    void use_epoch(const std::string& epoch) { epoch_ = epoch; }
    void accepted(const std::string& id, std::int64_t now_ns);
    /// Whether this was ours and still open.
    bool settled(const std::string& id, std::uint64_t seq, std::int64_t now_ns);
    void refused(const std::string& id, const std::string& code, std::uint32_t retry_after_ms,
                 std::int64_t now_ns);
    /// What is on its way has no answer and will be sent again.
    void line_lost();

    bool empty() const { return messages_.empty(); }
    std::size_t size() const { return messages_.size(); }
    /// When the oldest unanswered attempt left; 0: none is on its way.
    std::int64_t oldest_on_its_way_ns() const;
    /// Refusals of what had been accepted before.
    std::uint64_t taken_back() const { return taken_back_; }
    /// A message refused for good; it is gone from here.
    std::uint64_t lost_for_good() const { return lost_for_good_; }

  private:
    Message* find(const std::string& id);
    void forget(const std::string& id);

    Ledger& ledger_;
    std::deque<Message> messages_;  ///< in the order they were said
    std::string epoch_;
    std::size_t in_flight_max_ = kInFlightMax;
    std::size_t waiting_max_ = kWaitingMax;
    std::size_t on_their_way_ = 0;
    std::uint64_t lost_for_good_ = 0;
    std::uint64_t taken_back_ = 0;
};

}  // namespace usher::chaos
