// What the simulation knows of a net::Loop beyond its header. virtual_loop.cpp defines that very
// class over the scheduler; linked instead of hub/net/loop.cpp.
#pragma once

#include <memory>

#include "hub/net/loop.hpp"
#include "tests/simulation/task_queue.hpp"

namespace usher::simulation {

/// Valid as long as somebody holds it; closed when the loop is gone.
std::shared_ptr<TaskQueue> tasks_of(net::Loop& loop);

/// The wall clock of a schedule begins here: 2026-01-05 09:00 UTC.
inline constexpr std::int64_t kFirstSecond = 1'767'603'600;

}  // namespace usher::simulation
