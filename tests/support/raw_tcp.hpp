// A TCP client for wire tests that sends exactly the bytes it is told and waits with deadlines. It
// shares no code with the server: no Asio, no Beast. Plain or TLS.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace usher::test {

class RawTcp {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kPatience{10'000};
    enum class Got { bytes, end, nothing };

    explicit RawTcp(std::uint16_t port, int receive_buffer = 0) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer > 0) {
            setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        const int yes = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
            throw std::runtime_error("raw client cannot connect");
        }
    }
    ~RawTcp() { close(); }
    RawTcp(RawTcp&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)),
          context_(std::exchange(other.context_, nullptr)),
          tls_(std::exchange(other.tls_, nullptr)),
          buffer_(std::move(other.buffer_)) {}
    RawTcp& operator=(RawTcp&&) = delete;

    /// Blocking handshake that accepts any certificate; false when the server refuses.
    bool start_tls(int version_max = TLS1_3_VERSION) {
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(context_, 0);
        SSL_CTX_set_max_proto_version(context_, version_max);
        SSL_CTX_set_security_level(context_, 0);
        tls_ = SSL_new(context_);
        SSL_set_fd(tls_, socket_);
        return SSL_connect(tls_) == 1;
    }
    SSL* tls() { return tls_; }

    /// False when the peer does not take the bytes within the patience, or is gone.
    bool send(std::string_view bytes) {
        const auto until = Clock::now() + kPatience;
        while (!bytes.empty()) {
            std::ptrdiff_t size = 0;
            if (tls_ != nullptr) {
                size = SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
                if (size <= 0) return false;
            } else {
                size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
                if (size < 0 && errno != EAGAIN) return false;
                if (size < 0 && !wait(POLLIN | POLLOUT, until)) return false;
                if (size < 0) size = take() != Got::end ? 0 : -1;
                if (size < 0) return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
        return true;
    }

    /// Plain TCP only: false as soon as the kernel takes no more for 50 ms; then a part may be
    /// sent.
    bool send_now(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto size =
                ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
            if (size < 0 && errno != EAGAIN) return false;
            if (size < 0 && !wait(POLLOUT, Clock::now() + std::chrono::milliseconds{50})) {
                return false;
            }
        }
        return true;
    }

    /// Waits for more bytes, which join buffer().
    Got receive(std::chrono::milliseconds patience = kPatience) {
        const auto until = Clock::now() + patience;
        if (tls_ != nullptr && SSL_pending(tls_) > 0) return take();
        if (!wait(POLLIN, until)) return Got::nothing;
        return take();
    }
    std::string& buffer() { return buffer_; }

    /// Everything up to and with `mark`; empty when it does not come.
    std::string receive_until(std::string_view mark,
                              std::chrono::milliseconds patience = kPatience) {
        const auto until = Clock::now() + patience;
        while (true) {
            const auto at = buffer_.find(mark);
            if (at != std::string::npos) return take_front(at + mark.size());
            if (receive(left(until)) != Got::bytes) return {};
        }
    }
    std::string receive_exactly(std::size_t size) {
        const auto until = Clock::now() + kPatience;
        while (buffer_.size() < size) {
            if (receive(left(until)) != Got::bytes) return {};
        }
        return take_front(size);
    }
    /// Reads until the peer ends or resets the connection; false if it does neither in time.
    bool receive_end(std::chrono::milliseconds patience = kPatience) {
        const auto until = Clock::now() + patience;
        while (true) {
            const Got got = receive(left(until));
            if (got != Got::bytes) return got == Got::end;
        }
    }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }
    void close() {
        if (tls_ != nullptr) SSL_free(std::exchange(tls_, nullptr));
        if (context_ != nullptr) SSL_CTX_free(std::exchange(context_, nullptr));
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }
    /// Ends with a reset instead of a clean end.
    void reset() {
        const linger now{1, 0};
        setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

    static std::chrono::milliseconds left(Clock::time_point until) {
        const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        return std::max(rest, std::chrono::milliseconds{0});
    }

  private:
    bool wait(short events, Clock::time_point until) {
        pollfd watched{socket_, events, 0};
        return ::poll(&watched, 1, static_cast<int>(left(until).count())) == 1;
    }
    Got take() {
        char bytes[65536];
        std::ptrdiff_t size = 0;
        if (tls_ != nullptr) {
            size = SSL_read(tls_, bytes, sizeof bytes);
        } else {
            size = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
            if (size < 0 && errno == EAGAIN) return Got::nothing;
        }
        if (size <= 0) return Got::end;
        buffer_.append(bytes, static_cast<std::size_t>(size));
        return Got::bytes;
    }
    std::string take_front(std::size_t size) {
        std::string out = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return out;
    }

    int socket_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* tls_ = nullptr;
    std::string buffer_;
};

}  // namespace usher::test
