// `usher demo`: a hub with a small company in it, and a shop page to write from. Serves until
// stopped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace usher::app {

struct DemoOptions {
    std::optional<std::filesystem::path> config;
    std::string listen = "127.0.0.1:8080";
    std::filesystem::path data = "usher-demo";
    std::filesystem::path web;
    std::size_t conversations = 0;  ///< further open ones, on an empty data folder
    bool echo = false;              ///< serve /ws/echo, for conformance tools
};
int run_demo(const DemoOptions& options);

}  // namespace usher::app
