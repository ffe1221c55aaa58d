// One schedule: a seed from the first definition to the verdict.
#pragma once

#include <filesystem>
#include <string>

#include "tests/simulation/plan.hpp"

namespace usher::simulation {

struct Outcome {
    bool fine() const { return faults.empty(); }
    std::string faults;  ///< one line each; empty when nothing is wrong
    std::uint64_t trace_hash = 0;
    std::uint64_t events = 0;    ///< of the scheduler
    std::uint64_t messages = 0;  ///< stored
    std::uint64_t resumes = 0;
    std::uint64_t lives = 0;     ///< epochs beyond the first
    std::uint64_t breaches = 0;  ///< of clocks, recorded
    Instant lasted = 0;
};

/// `folder` is empty or does not exist, and is left so.
Outcome run_schedule(const Plan& plan, const std::filesystem::path& folder, bool traced);

}  // namespace usher::simulation
