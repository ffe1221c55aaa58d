// `usher backup` and `usher restore`: an installation into a folder and back. Thin: what is done
// lies in hub/app/backup.
#pragma once

#include <filesystem>
#include <optional>

namespace usher::app {

struct BackupOptions {
    std::optional<std::filesystem::path> config;
    std::filesystem::path data;  ///< over the configuration's; empty: as it says
    std::filesystem::path place;
    bool check = false;  ///< only looks whether the backup is whole
};
int run_backup(const BackupOptions& options);

struct RestoreOptions {
    std::optional<std::filesystem::path> config;
    std::filesystem::path data;
    std::filesystem::path place;
    bool replace = false;
};
int run_restore(const RestoreOptions& options);

}  // namespace usher::app
