// `usher check-config`: says what is wrong with a configuration, all at once, or what would be in
// force.
#pragma once

#include <filesystem>
#include <optional>

#include "hub/ops/config.hpp"

namespace usher::app {

int run_check_config(const std::optional<std::filesystem::path>& file);

/// Loads it, or prints every problem, a line each, and gives nothing.
std::optional<ops::LoadedConfig> load_or_complain(const std::optional<std::filesystem::path>& file);

/// Which installation a verb is about.
struct InstallationPlace {
    std::optional<std::filesystem::path> config;
    std::filesystem::path data;  ///< over the configuration's; empty: as it says
};
std::optional<ops::LoadedConfig> load_or_complain(const InstallationPlace& place);

}  // namespace usher::app
