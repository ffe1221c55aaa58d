// Finds the embedded Redis of a running hub from beside it, for verbs that look into a live installation.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace usher::log {

/// The address of the server in this folder if one answers there now.
std::optional<std::string> running_embedded_address(const std::filesystem::path& data_folder);

}  // namespace usher::log
