// The one stream of this room: a TCP socket, plain or TLS, with what deadlines need (last byte
// seen, write under way) and, for WebSockets, the frame guard on its reading side. Asio's stream
// concept is only a thin template here, so Beast compiles once for both kinds. Internal to net.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hub/net/frame_guard.hpp"
#include "hub/net/tls.hpp"

namespace usher::net {

/// A few buffers written with one system call; more wait for the next call.
class Pieces {
  public:
    using value_type = boost::asio::const_buffer;
    using const_iterator = const value_type*;
    static constexpr std::size_t kMax = 6;

    template <class Buffers>
    static Pieces of(const Buffers& buffers) {
        Pieces out;
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != end; ++at) {
            const value_type piece(*at);
            if (piece.size() == 0) continue;
            if (out.count_ == kMax) break;
            out.items_[out.count_++] = piece;
        }
        return out;
    }
    const_iterator begin() const { return items_.data(); }
    const_iterator end() const { return items_.data() + count_; }
    std::size_t count() const { return count_; }

  private:
    std::array<value_type, kMax> items_{};
    std::size_t count_ = 0;
};

class Transport {
  public:
    using error_code = boost::system::error_code;
    using executor_type = boost::asio::io_context::executor_type;
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor_type>;
    /// Owns whoever owns this transport, so the transport outlives its operations.
    using Done = std::move_only_function<void(error_code, std::size_t)>;

    /// `tls` is null for plain TCP.
    Transport(Socket socket, TlsSession tls);
    Transport(Transport&&) = default;

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    bool secure() const { return tls_ != nullptr; }

    /// Completes at once on plain TCP. One read and one write at a time, as with every stream.
    void handshake(Done done);
    void read(boost::asio::mutable_buffer into, Done done);
    void write(Pieces pieces, Done done);
    /// Sends our end of the stream; the peer sees a clean end behind what was written.
    void finish_sending();
    /// finish_sending(), then swallows up to 1 MiB until the peer's end, so that the kernel does
    /// not reset the connection over our last words. The owner keeps the deadline.
    void linger(Done done);
    void close();

    /// Bytes that were read behind the HTTP head: the next reads give them first.
    void unread(std::string bytes);
    /// Something that lives as long as the connection.
    void keep(std::shared_ptr<void> owned) { kept_ = std::move(owned); }
    void guard_frames(std::size_t fragments_max) { guard_.emplace(fragments_max); }
    const FrameGuard* guard() const { return guard_ ? &*guard_ : nullptr; }

    std::int64_t last_read_ms() const { return last_read_ms_; }
    /// Start of the write under way, or of its last progress; 0 when there is none.
    std::int64_t writing_since_ms() const { return writing_since_ms_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, boost::asio::mutable_buffer into) {
                read(into, std::move(handler));
            },
            token, first_of(buffers));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, Pieces pieces) { write(pieces, std::move(handler)); }, token,
            Pieces::of(buffers));
    }

  private:
    using TlsStep = std::move_only_function<int(SSL*, std::size_t*)>;

    template <class Buffers>
    static boost::asio::mutable_buffer first_of(const Buffers& buffers) {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != end; ++at) {
            if (boost::asio::mutable_buffer piece(*at); piece.size() > 0) return piece;
        }
        return {};
    }
    void tls_step(TlsStep step, Done done, bool inside_call);
    void read_done(boost::asio::mutable_buffer into, error_code error, std::size_t size, Done done);
    void write_done(error_code error, std::size_t size, Done done);
    void swallow(std::shared_ptr<std::array<char, 2048>> buffer, std::size_t left, Done done);
    void complete_later(error_code error, std::size_t size, Done done);

    Socket socket_;
    TlsSession tls_;
    std::string unread_;
    std::string staged_;  ///< several small pieces as one TLS record
    std::shared_ptr<void> kept_;
    std::optional<FrameGuard> guard_;
    std::int64_t last_read_ms_;
    std::int64_t writing_since_ms_ = 0;
};

// What Beast's websocket::stream asks of its next layer. The session lingers by itself, with a
// deadline.
template <class Token>
void async_teardown(boost::beast::role_type, Transport& transport, Token&& token) {
    transport.finish_sending();
    boost::asio::async_initiate<Token, void(boost::system::error_code)>(
        [&transport](auto handler) {
            boost::asio::post(transport.get_executor(), [handler = std::move(handler)]() mutable {
                handler(boost::system::error_code{});
            });
        },
        token);
}
inline void beast_close_socket(Transport& transport) {
    transport.close();
}

}  // namespace usher::net
