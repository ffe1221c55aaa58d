// `usher store`: where history and accounts are kept.
#pragma once

#include <string>

namespace usher::app {

/// Places are "sqlite:FOLDER" or "postgres://…".
struct StoreMigrateOptions {
    std::string from;
    std::string to;
};
int run_store_migrate(const StoreMigrateOptions& options);

}  // namespace usher::app
