// `usher replay`: prints the state a log gives. The log is a file of JSON lines, or the data folder
// of an installation, running or not.
#pragma once

#include <filesystem>
#include <string>

namespace usher::app {

struct ReplayOptions {
    std::filesystem::path log;  ///< a .jsonl file or a data folder
    std::string workspace;      ///< needed when a data folder holds several
    bool entries = false;       ///< print the log as JSON lines instead of the state
};
int run_replay(const ReplayOptions& options);

}  // namespace usher::app
