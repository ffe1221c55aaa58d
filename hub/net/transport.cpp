#include "hub/net/transport.hpp"

#include <openssl/err.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "hub/net/sweep.hpp"

namespace usher::net {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kSwallowMax = 1024 * 1024;
constexpr std::size_t kTlsRecord = 16 * 1024;

}  // namespace

Transport::Transport(Socket socket, TlsSession tls)
    : socket_(std::move(socket)), tls_(std::move(tls)), last_read_ms_(steady_ms()) {}

void Transport::complete_later(error_code error, std::size_t size, Done done) {
    asio::post(get_executor(),
               [error, size, done = std::move(done)]() mutable { done(error, size); });
}

void Transport::handshake(Done done) {
    if (!tls_) return complete_later({}, 0, std::move(done));
    tls_step([](SSL* tls, std::size_t*) { return SSL_do_handshake(tls); }, std::move(done), true);
}

void Transport::read(asio::mutable_buffer into, Done done) {
    if (guard_ && guard_->violated()) {
        return complete_later(asio::error::invalid_argument, 0, std::move(done));
    }
    if (!unread_.empty()) {
        const std::size_t size = std::min(unread_.size(), into.size());
        std::copy_n(unread_.data(), size, static_cast<char*>(into.data()));
        unread_.erase(0, size);
        if (unread_.empty()) unread_.shrink_to_fit();
        asio::post(get_executor(), [this, into, size, done = std::move(done)]() mutable {
            read_done(into, {}, size, std::move(done));
        });
        return;
    }
    auto finish = [this, into, done = std::move(done)](error_code error, std::size_t size) mutable {
        read_done(into, error, size, std::move(done));
    };
    if (!tls_) return socket_.async_read_some(into, std::move(finish));
    tls_step([into](SSL* tls,
                    std::size_t* size) { return SSL_read_ex(tls, into.data(), into.size(), size); },
             std::move(finish), true);
}

void Transport::read_done(asio::mutable_buffer into, error_code error, std::size_t size,
                          Done done) {
    if (!error && size > 0) {
        last_read_ms_ = steady_ms();
        if (guard_) {
            size = guard_->scan({static_cast<const std::uint8_t*>(into.data()), size});
            if (size == 0) error = asio::error::invalid_argument;
        }
    }
    done(error, size);
}

void Transport::write(Pieces pieces, Done done) {
    writing_since_ms_ = steady_ms();
    auto finish = [this, done = std::move(done)](error_code error, std::size_t size) mutable {
        write_done(error, size, std::move(done));
    };
    if (!tls_) return socket_.async_write_some(pieces, std::move(finish));
    if (pieces.count() == 0) return complete_later({}, 0, std::move(finish));
    asio::const_buffer whole = *pieces.begin();
    if (pieces.count() > 1) {
        staged_.clear();
        for (const auto& piece : pieces) {
            const std::size_t room = kTlsRecord - staged_.size();
            staged_.append(static_cast<const char*>(piece.data()), std::min(room, piece.size()));
        }
        whole = asio::buffer(staged_);
    }
    tls_step(
        [whole](SSL* tls, std::size_t* size) {
            return SSL_write_ex(tls, whole.data(), whole.size(), size);
        },
        std::move(finish), true);
}

void Transport::write_done(error_code error, std::size_t size, Done done) {
    writing_since_ms_ = 0;
    if (!staged_.empty()) std::string().swap(staged_);
    done(error, size);
}

void Transport::tls_step(TlsStep step, Done done, bool inside_call) {
    ERR_clear_error();
    std::size_t size = 0;
    const int result = step(tls_.get(), &size);
    error_code error;
    if (result <= 0) {
        const int why = SSL_get_error(tls_.get(), result);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
            const auto direction =
                why == SSL_ERROR_WANT_READ ? Socket::wait_read : Socket::wait_write;
            socket_.async_wait(direction, [this, step = std::move(step),
                                           done = std::move(done)](error_code failed) mutable {
                if (failed) return done(failed, 0);
                tls_step(std::move(step), std::move(done), false);
            });
            return;
        }
        error = asio::error::connection_reset;
        if (why == SSL_ERROR_ZERO_RETURN) error = asio::error::eof;
    }
    if (inside_call) return complete_later(error, size, std::move(done));
    done(error, size);
}

void Transport::finish_sending() {
    if (!socket_.is_open()) return;
    if (tls_ && SSL_is_init_finished(tls_.get()) != 0) {
        ERR_clear_error();
        SSL_shutdown(tls_.get());  // close_notify as far as the kernel takes it at once
    }
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Transport::linger(Done done) {
    finish_sending();
    swallow(std::make_shared<std::array<char, 2048>>(), kSwallowMax, std::move(done));
}

void Transport::swallow(std::shared_ptr<std::array<char, 2048>> buffer, std::size_t left,
                        Done done) {
    const auto into = asio::buffer(*buffer);
    socket_.async_read_some(into, [this, buffer = std::move(buffer), left, done = std::move(done)](
                                      error_code error, std::size_t size) mutable {
        if (error || size >= left) return done(error, 0);
        swallow(std::move(buffer), left - size, std::move(done));
    });
}

void Transport::close() {
    error_code ignored;
    socket_.close(ignored);
    kept_.reset();
}

void Transport::unread(std::string bytes) {
    unread_ = std::move(bytes);
}

}  // namespace usher::net
