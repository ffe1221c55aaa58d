// `usher backup` and `usher restore`: an installation into a folder and back. Thin: what is done
// lies in hub/app/backup.
#pragma once

#include "hub/app/verbs/check_config.hpp"

namespace usher::app {

struct BackupOptions {
    InstallationPlace installation;
    std::filesystem::path place;
    bool check = false;  ///< only looks whether the backup is whole
};
int run_backup(const BackupOptions& options);

struct RestoreOptions {
    InstallationPlace installation;
    std::filesystem::path place;
    bool replace = false;
};
int run_restore(const RestoreOptions& options);

}  // namespace usher::app
