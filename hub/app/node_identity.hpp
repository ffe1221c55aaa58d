// The lasting name of this node's gateway: the log knows by it which consoles it held before a
// restart.
#pragma once

#include <filesystem>
#include <string>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::app {

/// Reads <data folder>/node_id (node_id-NAME for a node with a name), or makes it, and keeps it for
/// this process. Error conflict: another process is this node already.
Result<GatewayId> node_identity(const std::filesystem::path& data_folder, const std::string& name,
                                Timestamp now);

/// Whether a process is this node now.
bool node_is_taken(const std::filesystem::path& data_folder, const std::string& name);

}  // namespace usher::app
