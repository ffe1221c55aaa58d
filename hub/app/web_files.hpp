// Where the built web clients lie, and reading them.
#pragma once

#include <filesystem>

#include "hub/gateway/http/page_routes.hpp"

namespace usher::app {

struct WebFolders {
    std::filesystem::path console;
    std::filesystem::path widget;
    std::filesystem::path shop;
};

/// Below `root` when given, else beside the program: a build tree's web-widget/, or
/// share/usher/web. Error not_found says how to build them.
Result<WebFolders> find_web_folders(const std::filesystem::path& root);

Result<gateway::Pages> load_pages(const WebFolders& folders, bool shop);

}  // namespace usher::app
