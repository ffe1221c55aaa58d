// Takes a backup of an installation, running or not, into a new folder. Called by `usher backup`.
// It never stops or slows a hub: readers of the log and of the store wait for nobody.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "hub/app/backup/manifest.hpp"
#include "hub/ops/config.hpp"

namespace usher::app {

struct BackupPlan {
    ops::Config config;
    std::optional<std::filesystem::path> config_file;  ///< kept beside, when there is one
    std::filesystem::path destination;                 ///< must not exist
};

/// Writes under a temporary name and renames when all of it is on disk. `progress` gets a sentence
/// now and then. Errors: conflict when the destination exists.
Result<Manifest> take_backup(const BackupPlan& plan,
                             const std::function<void(std::string)>& progress);

}  // namespace usher::app
