#include "hub/app/bench/load.hpp"

#include <algorithm>

#include "hub/app/bench/monotonic.hpp"

namespace usher::bench {
namespace {

// Reading /proc takes a part of a millisecond, which must not fall into the measured phase.
constexpr std::int64_t kSampleAheadNs = 5 * kNsPerMs;
constexpr std::uint32_t kParkMsMin = 50;

std::int64_t ns_of(double seconds) {
    return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace

bool Findings::faultless() const {
    return tally.outstanding() == 0 && tally.doubled() == 0 && tally.disordered() == 0 &&
           tally.unknown() == 0 && damaged == 0;
}

Load::Load(const BenchOptions& options, Fleet& fleet, Dialect& dialect, const Processes& processes,
           RunId run)
    : options_(options),
      fleet_(fleet),
      dialect_(dialect),
      processes_(processes),
      run_(run),
      lanes_(options.customers * 2),
      findings_(lanes_),
      bodies_(options.seed, options.body_bytes - kMarkerBytes),
      lane_choice_(options.seed + 1) {
    dialect_.report_to(this);
}

bool Load::healthy() const {
    return fleet_.dead() == 0 && dialect_.notes().problem.empty();
}

void Load::send(Lane lane, std::int64_t scheduled_ns, std::int64_t now_ns) {
    const MessageRef message = findings_.tally.send(lane);
    text_.clear();
    append_marker(text_, {.run = run_, .message = message, .scheduled_ns = scheduled_ns});
    text_.append(bodies_.pick());
    dialect_.send(message, text_);
    if (!within(scheduled_ns)) return;
    ++findings_.sent;
    findings_.lag_ns_max = std::max(findings_.lag_ns_max, now_ns - scheduled_ns);
}

void Load::send_due(PoissonSchedule& schedule, std::int64_t now_ns) {
    for (; schedule.due_ns() <= now_ns; schedule.advance()) {
        send(Lane{lane_choice_.below(lanes_)}, schedule.due_ns(), now_ns);
    }
}

void Load::fill_up(std::int64_t now_ns) {
    while (!parked_.empty() && parked_.front().until_ns <= now_ns) {
        ready_.push_back(parked_.front().lane);
        parked_.pop_front();
    }
    // One pass only: a slot that is freed meanwhile waits for the next turn.
    for (std::size_t lanes = ready_.size(); lanes > 0 && in_flight_ < options_.in_flight; --lanes) {
        const Lane lane = ready_.front();
        ready_.pop_front();
        ++in_flight_;
        send(lane, now_ns, now_ns);
    }
}

void Load::run() {
    const std::int64_t start_ns = monotonic_ns();
    from_ns_ = start_ns + ns_of(options_.warmup_s);
    end_ns_ = from_ns_ + ns_of(options_.seconds);
    PoissonSchedule schedule(options_.seed, options_.rate_per_s, start_ns);
    if (options_.saturate) {
        const std::uint32_t rounds = (options_.in_flight + lanes_ - 1) / lanes_;
        for (std::uint32_t i = 0; i < rounds * lanes_; ++i) ready_.push_back({i % lanes_});
    }
    bool sampled = false;
    for (std::int64_t now = start_ns; now < end_ns_ && healthy(); now = monotonic_ns()) {
        if (!sampled && now >= from_ns_ - kSampleAheadNs) {
            findings_.before = processes_.sample();
            sampled = true;
        }
        std::int64_t wake_ns = std::min(end_ns_, now + 10 * kNsPerMs);
        if (options_.saturate) {
            fill_up(now);
        } else {
            send_due(schedule, now);
            wake_ns = std::min(wake_ns, schedule.due_ns());
        }
        fleet_.turn(dialect_, wake_ns);
    }
    findings_.after = processes_.sample();
    if (!sampled) findings_.before = findings_.after;
    drain();
}

void Load::drain() {
    const std::int64_t deadline = monotonic_ns() + ns_of(options_.drain_s);
    for (std::int64_t now = monotonic_ns(); now < deadline && healthy(); now = monotonic_ns()) {
        if (findings_.tally.outstanding() == 0) return;
        fleet_.turn(dialect_, std::min(deadline, now + 50 * kNsPerMs));
    }
}

void Load::on_delivered(const Marker& marker, std::string_view text) {
    if (marker.run != run_) return;
    if (findings_.tally.arrived(marker.message) != Tally::Arrival::first) return;
    const std::int64_t at_ns = fleet_.read_at_ns();
    if (text.size() != options_.body_bytes) ++findings_.damaged;
    if (within(at_ns)) ++findings_.delivered;
    if (within(marker.scheduled_ns)) {
        const bool to_agent = marker.message.lane.towards() == Towards::agent;
        (to_agent ? findings_.to_agent_ns : findings_.to_customer_ns)
            .record(
                static_cast<std::uint64_t>(std::max<std::int64_t>(0, at_ns - marker.scheduled_ns)));
    }
    if (findings_.tally.complete(marker.message, dialect_.settles())) free_slot(marker.message);
}

void Load::on_settled(MessageRef message) {
    if (!findings_.tally.settled(message)) return;
    if (findings_.tally.complete(message, true)) free_slot(message);
}

void Load::free_slot(MessageRef message) {
    if (!options_.saturate) return;
    --in_flight_;
    ready_.push_back(message.lane);
}

void Load::on_rejected(MessageRef message, std::string_view, std::uint32_t retry_ms) {
    if (!findings_.tally.rejected(message) || !options_.saturate) return;
    --in_flight_;
    const std::int64_t pause_ms = std::clamp<std::uint32_t>(retry_ms, kParkMsMin, 10'000);
    parked_.push_back({monotonic_ns() + pause_ms * kNsPerMs, message.lane});
}

}  // namespace usher::bench
