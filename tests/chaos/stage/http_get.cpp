#include "tests/chaos/stage/http_get.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace usher::chaos {
namespace {

using Clock = std::chrono::steady_clock;

struct Closing {
    int fd;
    ~Closing() { ::close(fd); }
};

bool wait_for(int fd, short what, Clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd ready{fd, what, 0};
    return left > 0 && ::poll(&ready, 1, static_cast<int>(left)) > 0;
}

}  // namespace

Result<bench::HttpAnswer> http_get(std::uint16_t port, const std::string& path,
                                   const std::string& cookie, std::chrono::milliseconds limit) {
    const auto until = Clock::now() + limit;
    const auto late = fail(Error::Kind::unavailable, "no answer from port " + std::to_string(port));
    const Closing socket{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 &&
        errno != EINPROGRESS) {
        return late;
    }
    if (!wait_for(socket.fd, POLLOUT, until)) return late;
    const auto request =
        fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}\r\n", path,
                    port, cookie.empty() ? "" : "Cookie: " + cookie + "\r\n");
    if (::send(socket.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return late;
    }
    std::string bytes;
    char chunk[65536];
    while (wait_for(socket.fd, POLLIN, until)) {
        const auto count = ::recv(socket.fd, chunk, sizeof chunk, 0);
        if (count < 0 && errno == EAGAIN) continue;
        if (count < 0) return late;
        if (count == 0) return bench::parse_answer(bytes);
        bytes.append(chunk, static_cast<std::size_t>(count));
    }
    return late;
}

}  // namespace usher::chaos
