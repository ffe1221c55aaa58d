#include "tests/chaos/stage/redis_line.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace usher::chaos {

std::string tell_redis(const std::filesystem::path& socket, const std::string& command) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, socket.c_str(), sizeof to.sun_path - 1);
    std::string answer;
    if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) {
        const auto line = command + "\r\n";
        const auto sent = ::send(fd, line.data(), line.size(), MSG_NOSIGNAL);
        pollfd ready{fd, POLLIN, 0};
        char buffer[4096];
        if (sent > 0 && ::poll(&ready, 1, 500) > 0) {
            const auto count = ::recv(fd, buffer, sizeof buffer, 0);
            if (count > 0) answer.assign(buffer, static_cast<std::size_t>(count));
        }
    }
    ::close(fd);
    return answer;
}

}  // namespace usher::chaos
