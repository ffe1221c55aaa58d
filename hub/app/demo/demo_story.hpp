// Plays the demo's conversations through the real engine in virtual time that ends now, and gives
// the log that comes of it. Nothing in it could not have happened.
#pragma once

#include "hub/app/demo/demo_workspace.hpp"

namespace usher::app {

struct DemoStory {
    DemoWorkspace workspace;
    std::vector<core::LogEntry> log;
};

/// `filler` more open conversations of anonymous customers are added, to see the console with many.
DemoStory play_demo(Timestamp now, std::size_t filler = 0);

}  // namespace usher::app
