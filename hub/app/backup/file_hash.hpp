// SHA-256 of a file, for the manifest of a backup; reads piece by piece, so the size does not
// matter.
#pragma once

#include <filesystem>
#include <string>

#include "hub/base/result.hpp"

namespace usher::app {

/// 64 hex digits. Error not_found: it cannot be read.
Result<std::string> sha256_of(const std::filesystem::path& file);

/// The file or folder is on disk when this returns. Error refused says why not.
Result<void> sync_to_disk(const std::filesystem::path& path);

}  // namespace usher::app
