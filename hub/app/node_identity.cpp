#include "hub/app/node_identity.hpp"

#include <fmt/format.h>

#include <fstream>

#include "hub/base/random.hpp"

namespace usher::app {

Result<GatewayId> node_identity(const std::filesystem::path& data_folder, Timestamp now) {
    const auto path = data_folder / "node_id";
    std::string text;
    if (std::ifstream file(path); file && std::getline(file, text)) {
        if (auto id = GatewayId::parse(text)) return *id;
        return fail(Error::Kind::corrupt,
                    fmt::format("{} does not hold a node id; remove the file", path.string()));
    }
    const auto id = GatewayId::make(now, random_entropy());
    std::ofstream file(path);
    file << id.text() << '\n';
    file.flush();
    if (!file) {
        return fail(Error::Kind::refused,
                    fmt::format("cannot write {}; is the data folder writable?", path.string()));
    }
    return id;
}

}  // namespace usher::app
