// Virtual time and everything that happens in it: one queue of events, one clock, one thread. What
// runs in reality side by side (nodes, Redis, networks, disks) are lanes here; events of one lane
// keep their order, lanes meet as the seed says. Knows nothing of the hub.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "hub/app/bench/schedule.hpp"

namespace usher::simulation {

using bench::Random;

/// Microseconds since the schedule began.
using Instant = std::int64_t;
inline constexpr Instant kMs = 1'000;
inline constexpr Instant kSecond = 1'000 * kMs;

/// A machine: what is on it stands still together, and has one wall clock.
struct Place {
    explicit Place(std::string called) : name(std::move(called)) {}
    std::string name;
    bool paused = false;
    Instant skew = 0;  ///< of its wall clock
    /// Whoever waits for the end of the pause.
    std::vector<std::function<void()>> on_resume;
};

class Scheduler {
  public:
    using Task = std::move_only_function<void()>;

    explicit Scheduler(std::uint64_t seed);
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;
    /// The one of the schedule that runs.
    static Scheduler& current();
    static bool exists();

    Instant now() const { return now_; }
    /// A lane of its own; `random()` of it is drawn by its number, whatever others draw.
    std::uint64_t new_lane() { return ++lanes_; }
    Random random_of(std::uint64_t lane) const {
        return Random(seed_ * 0x9e3779b97f4a7c15ULL + lane);
    }
    void at(Instant when, std::uint64_t lane, Task task);
    /// Everything that happens until then.
    void run_until(Instant end);

    /// On which machine the running code is; what is made now belongs there.
    const std::shared_ptr<Place>& here() const { return here_; }
    void pause(Place& place) { place.paused = true; }
    void resume(Place& place);

    /// Of everything that happened, in order.
    std::uint64_t trace_hash() const { return hash_; }
    std::uint64_t events() const { return events_; }
    /// A line of the trace; printed when the run is traced, and part of the hash.
    void note(const std::string& line);
    bool traced = false;

  private:
    friend class Inside;
    struct Event {
        Instant at;
        std::uint64_t lane;
        std::uint64_t nth;
        Task task;
    };
    static bool later(const Event& a, const Event& b);
    void mix(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3ULL; }

    std::uint64_t seed_;
    Instant now_ = 0;
    std::uint64_t lanes_ = 0;
    std::uint64_t nth_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
    std::vector<Event> heap_;
    std::shared_ptr<Place> here_;
};

/// While it lives, the code runs on that machine.
class Inside {
  public:
    explicit Inside(std::shared_ptr<Place> place);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

  private:
    std::shared_ptr<Place> before_;
};

}  // namespace usher::simulation
