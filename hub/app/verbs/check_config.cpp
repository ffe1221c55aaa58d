#include "hub/app/verbs/check_config.hpp"

#include <iostream>

#include "hub/app/exit_codes.hpp"
#include "hub/ops/config_text.hpp"

namespace usher::app {

std::optional<ops::LoadedConfig> load_or_complain(
    const std::optional<std::filesystem::path>& file) {
    auto loaded = ops::load_config(file, ops::process_environment());
    if (loaded) return std::move(*loaded);
    for (const auto& problem : loaded.error()) std::cerr << problem.message() << '\n';
    return {};
}

std::optional<ops::LoadedConfig> load_or_complain(const InstallationPlace& place) {
    auto loaded = load_or_complain(place.config);
    if (loaded && !place.data.empty()) loaded->config.data.folder = place.data.string();
    return loaded;
}

int run_check_config(const std::optional<std::filesystem::path>& file) {
    const auto loaded = load_or_complain(file);
    if (!loaded) return kWrongInput;
    std::cout << ops::effective_text(*loaded);
    return kDone;
}

}  // namespace usher::app
