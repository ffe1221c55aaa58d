#include "hub/app/web_files.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

namespace usher::app {
namespace {

namespace fs = std::filesystem;

/// A build tree keeps each client's output in a dist folder of its own; an installation does not.
std::optional<WebFolders> folders_below(const fs::path& root) {
    const WebFolders built{root / "console/dist", root / "widget/dist", root / "shop"};
    const WebFolders installed{root / "console", root / "widget", root / "shop"};
    std::error_code ignored;
    for (const auto& folders : {built, installed}) {
        if (fs::exists(folders.console / "index.html", ignored) &&
            fs::exists(folders.widget / "widget.js", ignored)) {
            return folders;
        }
    }
    return {};
}

}  // namespace

Result<WebFolders> find_web_folders(const fs::path& root) {
    std::vector<fs::path> places;
    if (!root.empty()) {
        places.push_back(root);
    } else {
        std::error_code error;
        auto above = fs::read_symlink("/proc/self/exe", error).parent_path();
        for (int level = 0; level < 5 && !above.empty(); ++level, above = above.parent_path()) {
            places.push_back(above / "web-widget");
            places.push_back(above / "share/usher/web");
        }
    }
    for (const auto& place : places) {
        if (auto found = folders_below(place)) return *found;
    }
    return fail(
        Error::Kind::not_found,
        fmt::format("the built widget and console are not {}; build them with `npm ci && npm run "
                    "build` in web-widget, or name their folder with --web",
                    root.empty() ? "beside the program" : "in " + root.string()));
}

Result<gateway::Pages> load_pages(const WebFolders& folders, bool shop) {
    gateway::Pages pages;
    auto console = gateway::StaticFiles::load(folders.console);
    if (!console) return std::unexpected(console.error());
    pages.console = std::move(*console);
    auto widget = gateway::StaticFiles::load(folders.widget);
    if (!widget) return std::unexpected(widget.error());
    pages.widget = std::move(*widget);
    if (!shop) return pages;
    auto page = gateway::StaticFiles::load(folders.shop);
    if (!page) return std::unexpected(page.error());
    pages.shop = std::move(*page);
    return pages;
}

}  // namespace usher::app
