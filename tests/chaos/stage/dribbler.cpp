#include "tests/chaos/stage/dribbler.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace usher::chaos {

Dribbler::Dribbler(std::uint16_t port, const std::string& beginning)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) {
        (void)::send(fd_, beginning.data(), beginning.size(), MSG_NOSIGNAL);
    }
}

Dribbler::~Dribbler() {
    if (fd_ >= 0) ::close(fd_);
}

Dribbler::Dribbler(Dribbler&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), told_(std::move(other.told_)) {}

void Dribbler::send_byte() {
    if (fd_ >= 0) (void)::send(fd_, "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool Dribbler::thrown_out() {
    std::array<char, 4096> buffer;
    while (fd_ >= 0) {
        const auto count = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
        if (count <= 0) {
            ::close(std::exchange(fd_, -1));
        } else if (told_.size() < 4096) {
            told_.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }
    return true;
}

}  // namespace usher::chaos
