// The load itself: warm-up, measured phase, drain. Open loop by a Poisson schedule, with every
// latency taken from the scheduled instant; or closed loop with a fixed number of messages in
// flight. It owns no socket and knows no frame.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "hub/app/bench/bench.hpp"
#include "hub/app/bench/bodies.hpp"
#include "hub/app/bench/dialect.hpp"
#include "hub/app/bench/processes.hpp"
#include "hub/app/bench/tally.hpp"
#include "hub/base/histogram.hpp"

namespace usher::bench {

/// What a run found. The tally holds warm-up and all; the rest is of the measured phase.
struct Findings {
    explicit Findings(std::uint32_t lanes) : tally(lanes) {}

    Tally tally;
    Histogram to_agent_ns;  ///< of messages scheduled within the phase, whenever they arrived
    Histogram to_customer_ns;
    std::uint64_t sent = 0;
    std::uint64_t delivered = 0;  ///< within the phase
    std::uint64_t damaged = 0;    ///< arrived with another length than they were sent with
    std::int64_t lag_ns_max = 0;  ///< the generator's own lateness
    MachineUse before;
    MachineUse after;
    std::optional<double> bytes_per_idle_connection;

    double seconds() const { return static_cast<double>(after.at_ns - before.at_ns) * 1e-9; }
    bool faultless() const;
};

class Load final : public Observer {
  public:
    Load(const BenchOptions& options, Fleet& fleet, Dialect& dialect, const Processes& processes,
         RunId run);

    /// Blocks until the drain is over, or until a connection died or the dialect has a problem.
    void run();
    Findings& findings() { return findings_; }

    void on_delivered(const Marker& marker, std::string_view text) override;
    void on_settled(MessageRef message) override;
    void on_rejected(MessageRef message, std::string_view code, std::uint32_t retry_ms) override;

  private:
    struct Parked {
        std::int64_t until_ns = 0;
        Lane lane;
    };
    bool healthy() const;
    bool within(std::int64_t at_ns) const { return at_ns >= from_ns_ && at_ns < end_ns_; }
    void send(Lane lane, std::int64_t scheduled_ns, std::int64_t now_ns);
    void send_due(PoissonSchedule& schedule, std::int64_t now_ns);
    void fill_up(std::int64_t now_ns);
    void free_slot(MessageRef message);
    void drain();

    const BenchOptions& options_;
    Fleet& fleet_;
    Dialect& dialect_;
    const Processes& processes_;
    RunId run_;
    std::uint32_t lanes_;
    Findings findings_;
    Bodies bodies_;
    Random lane_choice_;
    std::string text_;
    std::int64_t from_ns_ = 0;
    std::int64_t end_ns_ = 0;

    // Of the closed loop.
    std::deque<Lane> ready_;
    std::deque<Parked> parked_;
    std::uint32_t in_flight_ = 0;
};

}  // namespace usher::bench
