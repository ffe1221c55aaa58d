// Fills an empty installation with the demo's day: its log first, its accounts last, so that an
// interrupted filling is simply begun again.
#pragma once

#include "hub/app/installation.hpp"

namespace usher::app {

/// Does nothing on a folder that already holds the demo. Error conflict when it holds something
/// else.
Result<void> seed_demo(net::Loop& loop, Installation& installation, std::size_t filler);

}  // namespace usher::app
