// Reads the whole log of a workspace in a data folder, for verbs that look: from the Redis of a
// running hub if it answers, else from one started for the purpose. Changes nothing.
#pragma once

#include <filesystem>
#include <functional>

#include "hub/app/installation.hpp"
#include "hub/core/model/log_entry.hpp"

namespace usher::app {

struct LogPlace {
    std::filesystem::path folder;
    std::string workspace;      ///< needed when the folder holds several
    bool entries_only = false;  ///< no snapshot before them
};
using TakeEntry = std::function<Result<void>(core::LogEntry)>;
/// Where the log begins when its older part is trimmed.
using BeginAt = std::function<Result<void>(const log::Snapshot&)>;
using WithStore = std::function<Result<void>(store::Store&, WorkspaceId)>;

/// `then` is called at the end, while the databases are still open.
Result<void> read_log_of(const LogPlace& place, const BeginAt& begin, const TakeEntry& take,
                         const WithStore& then = {});

}  // namespace usher::app
