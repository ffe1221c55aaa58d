#include "hub/app/node_identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include "hub/base/random.hpp"

namespace usher::app {
namespace {

std::filesystem::path file_of(const std::filesystem::path& data_folder, const std::string& name) {
    return data_folder / (name == "node" ? "node_id" : "node_id-" + name);
}

std::string lock_of(const std::filesystem::path& file) {
    return file.string() + ".lock";
}

/// Two nodes of one identity would take each other's consoles for their own. The lock lives as long
/// as the process, whatever ends it.
Result<void> keep_for_us(const std::filesystem::path& path) {
    const auto file = lock_of(path);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(Error::Kind::refused,
                    fmt::format("cannot write {}; is the data folder writable?", file));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return {};
    ::close(descriptor);
    return fail(Error::Kind::conflict,
                fmt::format("another hub runs as this node ({}); stop it, or give this one another "
                            "node.name",
                            file));
}

}  // namespace

Result<GatewayId> node_identity(const std::filesystem::path& data_folder, const std::string& name,
                                Timestamp now) {
    // With a store and a Redis elsewhere nobody has made it yet.
    std::error_code made;
    if (std::filesystem::create_directories(data_folder, made)) {
        std::filesystem::permissions(data_folder, std::filesystem::perms::owner_all, made);
    }
    const auto path = file_of(data_folder, name);
    if (auto ours = keep_for_us(path); !ours) return std::unexpected(ours.error());
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

bool node_is_taken(const std::filesystem::path& data_folder, const std::string& name) {
    const int descriptor =
        ::open(lock_of(file_of(data_folder, name)).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool taken = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    ::close(descriptor);
    return taken;
}

}  // namespace usher::app
