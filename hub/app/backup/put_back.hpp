// Puts a backup back as an installation. Called by `usher restore`, while no hub runs on it. What
// was restored begins a life of its own: numbers that somebody saw before never mean something
// else, and every client is told to start over.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "hub/base/result.hpp"
#include "hub/ops/config.hpp"

namespace usher::app {

struct RestorePlan {
    ops::Config config;
    std::filesystem::path source;
    bool replace = false;  ///< what is there is kept beside under a dated name
};

struct RestoreReport {
    std::size_t workspaces = 0;
    std::uint64_t entries = 0;   ///< of the log, into the archive
    std::uint64_t commands = 0;  ///< to be decided
    std::uint64_t dead_letters = 0;
    std::string kept;  ///< where the old installation is, empty when there was none
};

/// Checks the backup first. A data folder is filled under a temporary name and renamed at the end.
/// Errors: not_found, corrupt, invalid (the backup); conflict (there is an installation, or a hub
/// runs on it), with what to do.
Result<RestoreReport> put_back(const RestorePlan& plan,
                               const std::function<void(std::string)>& progress);

}  // namespace usher::app
