// The lasting name of this node's gateway: the log knows by it which consoles it held before a
// restart.
#pragma once

#include <filesystem>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::app {

/// Reads <data folder>/node_id, or makes it.
Result<GatewayId> node_identity(const std::filesystem::path& data_folder, Timestamp now);

}  // namespace usher::app
