#include "hub/app/bench/http_post.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace usher::bench {
namespace {

constexpr std::size_t kAnswerBytesMax = 1u << 20;

/// Closes on the way out.
class Socket {
  public:
    explicit Socket(int fd) : fd_(fd) {}
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd() const { return fd_; }

  private:
    int fd_;
};

int connect_to(const HttpOrigin& origin) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(origin.host.c_str(), std::to_string(origin.port).c_str(), &wanted, &found)) {
        return -1;
    }
    const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const bool up = ::connect(fd, found->ai_addr, found->ai_addrlen) == 0;
    ::freeaddrinfo(found);
    if (up) return fd;
    ::close(fd);
    return -1;
}

std::size_t find_header(std::string_view head, std::string_view name) {
    for (std::size_t at = 0; at + name.size() <= head.size(); ++at) {
        if (::strncasecmp(head.data() + at, name.data(), name.size()) == 0) return at + name.size();
    }
    return std::string_view::npos;
}

}  // namespace

std::string HttpAnswer::cookie() const {
    const auto from = find_header(head, "\r\nset-cookie: ");
    if (from == std::string_view::npos) return {};
    return head.substr(from, head.find_first_of(";\r", from) - from);
}

Result<HttpOrigin> parse_origin(std::string_view url) {
    constexpr std::string_view kScheme = "http://";
    const std::string quoted = "'" + std::string(url) + "'";
    if (!url.starts_with(kScheme)) {
        return fail(Error::Kind::invalid,
                    quoted + " is not an http:// address; the bench knows no TLS");
    }
    const std::string_view authority =
        url.substr(kScheme.size(), url.find('/', kScheme.size()) - 7);
    const auto colon = authority.rfind(':');
    HttpOrigin origin{.host = std::string(authority.substr(0, colon)),
                      .url = std::string(kScheme) + std::string(authority)};
    if (colon != std::string_view::npos) {
        const auto digits = authority.substr(colon + 1);
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), origin.port);
        if (end.ec != std::errc{} || end.ptr != digits.data() + digits.size()) {
            return fail(Error::Kind::invalid, quoted + " has no port number after the colon");
        }
    }
    if (origin.host.empty()) return fail(Error::Kind::invalid, quoted + " has no host");
    return origin;
}

Result<HttpAnswer> parse_answer(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.") || bytes.size() < 12) {
        return fail(Error::Kind::invalid, "the answer is not HTTP");
    }
    HttpAnswer answer{.head = std::string(bytes.substr(0, end)),
                      .body = std::string(bytes.substr(end + 4))};
    std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
    const auto length = find_header(answer.head, "\r\ncontent-length: ");
    std::size_t size = answer.body.size();
    if (length != std::string_view::npos) {
        std::from_chars(answer.head.data() + length, answer.head.data() + answer.head.size(), size);
    }
    if (size > answer.body.size()) return fail(Error::Kind::invalid, "the answer was cut off");
    answer.body.resize(size);
    return answer;
}

Result<HttpAnswer> http_post(const HttpOrigin& origin, std::string_view path, std::string_view body,
                             std::string_view cookie) {
    const Socket socket(connect_to(origin));
    if (socket.fd() < 0) {
        return fail(Error::Kind::unavailable,
                    "cannot connect to " + origin.authority() + ": " + std::strerror(errno));
    }
    std::string request = "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + origin.authority() +
                          "\r\nOrigin: " + origin.url + "\r\nConnection: close\r\n";
    if (!cookie.empty()) request += "Cookie: " + std::string(cookie) + "\r\n";
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    if (::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return fail(Error::Kind::unavailable, "cannot write to " + origin.authority());
    }
    std::string bytes;
    char chunk[16384];
    while (bytes.size() < kAnswerBytesMax) {
        const auto count = ::recv(socket.fd(), chunk, sizeof chunk, 0);
        if (count < 0) {
            return fail(Error::Kind::unavailable,
                        origin.authority() + " does not answer: " + std::strerror(errno));
        }
        if (count == 0) break;
        bytes.append(chunk, static_cast<std::size_t>(count));
    }
    return parse_answer(bytes);
}

}  // namespace usher::bench
