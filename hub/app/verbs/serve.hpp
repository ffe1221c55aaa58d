// `usher serve`: runs the hub until it is told to stop.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace usher::app {

struct ServeOptions {
    std::optional<std::filesystem::path> config;
    std::string listen;  ///< over the configuration's, when given
    std::string data;
    std::string roles;  ///< comma-separated
    std::string node;
    std::filesystem::path
        web;  ///< where the built widget and console lie; empty: found beside the program
};
int run_serve(const ServeOptions& options);

}  // namespace usher::app
