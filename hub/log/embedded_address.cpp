#include "hub/log/embedded_address.hpp"

#include <fstream>

#include "hub/log/embedded_files.hpp"

namespace usher::log {

std::optional<std::string> running_embedded_address(const std::filesystem::path& data_folder) {
    constexpr std::string_view kKey = "unixsocket ";
    std::ifstream configuration(data_folder / "redis.conf");
    for (std::string line; std::getline(configuration, line);) {
        if (!line.starts_with(kKey)) continue;
        auto path = line.substr(kKey.size());
        if (path.size() > 1 && path.front() == '"') path = path.substr(1, path.size() - 2);
        if (probe(path, std::chrono::milliseconds(500)) != ProbeAnswer::ready) return {};
        return "unix:" + path;
    }
    return {};
}

}  // namespace usher::log
