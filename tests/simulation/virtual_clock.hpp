// What stands behind randomness and clocks in a simulation; see virtual_clock.cpp.
#pragma once

#include <cstdint>

#include "tests/simulation/scheduler.hpp"

namespace usher::simulation {

/// What random_bytes() draws from; set anew by each schedule.
Random& process_random();
/// The machine's clock, for measuring the simulation itself.
std::int64_t real_us();

}  // namespace usher::simulation
