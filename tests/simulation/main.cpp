// usher_simulation: runs schedules by their seeds, prints nothing while they are fine, and says how
// to see one again that is not.
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/store_template.hpp"
#include "tests/simulation/virtual_clock.hpp"

namespace {

using namespace usher::simulation;

struct Options {
    std::uint64_t first = 1;
    std::uint64_t schedules = 1;
    std::uint64_t faulty_max = 10;
    bool trace = false;
    bool twice = false;
    bool summary = false;
};

const char* program = "usher_simulation";
std::uint64_t running_seed = 0;

/// The hub ends when it is wrong; then the seed must be known.
void say_which(int) {
    fmt::print("the hub ended itself\nagain: {} --seed {} --trace\n\n", program, running_seed);
    std::fflush(stdout);
}

constexpr const char* kUsage =
    R"(usher_simulation [--seed N | --first-seed N --schedules N] [OPTION]...

  --seed N         one schedule
  --first-seed N   with --schedules M: the seeds N to N+M-1
  --trace          prints what happens
  --twice          runs each schedule twice; both must be the same to the last event
  --summary        figures at the end
  --stop-after N   ends after N schedules that fail (default: 10)
)";

bool read(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--trace") {
            options.trace = true;
            continue;
        }
        if (name == "--twice") {
            options.twice = true;
            continue;
        }
        if (name == "--summary") {
            options.summary = true;
            continue;
        }
        if (i + 1 == argc) return false;
        const char* value = argv[++i];
        char* end = nullptr;
        const auto number = std::strtoull(value, &end, 10);
        if (*value == '\0' || *end != '\0') return false;
        if (name == "--seed" || name == "--first-seed")
            options.first = number;
        else if (name == "--schedules")
            options.schedules = number;
        else if (name == "--stop-after")
            options.faulty_max = number;
        else
            return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    program = argv[0];
    if (!read(argc, argv, options)) {
        fmt::print(stderr, "{}", kUsage);
        return 2;
    }
    std::signal(SIGABRT, say_which);
    StoreTemplate store;
    const auto began = real_us();
    std::uint64_t faulty = 0, messages = 0, resumes = 0, lives = 0, breaches = 0, events = 0;
    std::uint64_t done = 0;
    Instant lasted = 0;
    for (; done < options.schedules && faulty < options.faulty_max; ++done) {
        running_seed = options.first + done;
        const auto plan = plan_of(running_seed);
        if (options.trace) fmt::print("{}\n", plan.text());
        auto outcome = run_schedule(plan, store.fresh_copy(), options.trace);
        if (options.twice) {
            const auto again = run_schedule(plan, store.fresh_copy(), false);
            if (again.trace_hash != outcome.trace_hash)
                outcome.faults += "D the second run went another way\n";
        }
        messages += outcome.messages;
        resumes += outcome.resumes;
        lives += outcome.lives;
        breaches += outcome.breaches;
        events += outcome.events;
        lasted += outcome.lasted;
        if (outcome.fine()) continue;
        ++faulty;
        fmt::print("{}\n{}again: {} --seed {} --trace\n\n", plan.text(), outcome.faults, argv[0],
                   plan.seed);
        std::fflush(stdout);
    }
    if (options.summary) {
        fmt::print(
            "{} schedules, {} failed; {} messages, {} resumes, {} new lives, {} missed "
            "promises, {} events, {} s of virtual time in {:.1f} s\n",
            done, faulty, messages, resumes, lives, breaches, events, lasted / kSecond,
            static_cast<double>(real_us() - began) / kSecond);
    }
    return faulty != 0;
}
