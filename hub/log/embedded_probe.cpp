#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

#include "hub/log/embedded_files.hpp"

namespace usher::log {
namespace {

struct Descriptor {
    int value;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

}  // namespace

// Blocking, because start() runs before the loop does.
ProbeAnswer probe(const std::filesystem::path& socket, std::chrono::milliseconds limit) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = socket.string();
    if (path.size() >= sizeof address.sun_path) return ProbeAnswer::none;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const Descriptor connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (connection.value < 0) return ProbeAnswer::none;
    if (::connect(connection.value, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
        0) {
        return ProbeAnswer::none;
    }
    constexpr std::string_view kPing = "PING\r\n";
    if (::send(connection.value, kPing.data(), kPing.size(), MSG_NOSIGNAL) < 0)
        return ProbeAnswer::none;
    pollfd ready{connection.value, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(limit.count())) <= 0) return ProbeAnswer::none;
    char answer[64];
    const auto size = ::recv(connection.value, answer, sizeof answer, 0);
    const std::string_view text(answer, size > 0 ? static_cast<std::size_t>(size) : 0);
    if (text.starts_with("+PONG")) return ProbeAnswer::ready;
    return text.starts_with("-LOADING") ? ProbeAnswer::loading : ProbeAnswer::none;
}

}  // namespace usher::log
