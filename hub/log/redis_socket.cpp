#include "hub/log/redis_socket.hpp"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <optional>
#include <vector>

namespace usher::log {

namespace asio = boost::asio;
using asio::ip::tcp;
using Socket = asio::generic::stream_protocol::socket;
using Code = boost::system::error_code;

class TlsContext {
  public:
    asio::ssl::context context{asio::ssl::context::tls_client};
};

Result<std::shared_ptr<TlsContext>> load_tls(const RedisOptions& options) {
    if (options.address.transport != RedisAddress::Transport::tls) return nullptr;
    auto tls = std::make_shared<TlsContext>();
    Code error;
    const auto check = [&](const std::string& file) -> Result<void> {
        if (!error) return {};
        return fail(Error::Kind::invalid,
                    fmt::format("cannot use {} for TLS to Redis: {}", file, error.message()));
    };
    tls->context.set_options(asio::ssl::context::default_workarounds |
                             asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls->context.set_verify_mode(asio::ssl::verify_peer, error);
    if (options.tls_ca_file.empty()) {
        tls->context.set_default_verify_paths(error);
    } else {
        tls->context.load_verify_file(options.tls_ca_file, error);
    }
    if (auto ok = check(options.tls_ca_file); !ok) return std::unexpected(ok.error());
    if (!options.tls_certificate_file.empty()) {
        tls->context.use_certificate_chain_file(options.tls_certificate_file, error);
        if (auto ok = check(options.tls_certificate_file); !ok) return std::unexpected(ok.error());
        tls->context.use_private_key_file(options.tls_key_file, asio::ssl::context::pem, error);
        if (auto ok = check(options.tls_key_file); !ok) return std::unexpected(ok.error());
    }
    return tls;
}

struct RedisSocket::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& loop, const RedisAddress& where, std::shared_ptr<TlsContext> context,
         Events handlers)
        : address(where),
          events(std::move(handlers)),
          tls(std::move(context)),
          socket(*static_cast<asio::io_context*>(loop.native())),
          resolver(socket.get_executor()) {}

    RedisAddress address;
    Events events;
    std::shared_ptr<TlsContext> tls;
    Socket socket;
    tcp::resolver resolver;
    std::optional<asio::ssl::stream<Socket&>> secure;
    std::vector<Socket::endpoint_type> endpoints;
    std::size_t endpoint_next = 0;
    std::vector<char> incoming = std::vector<char>(64 * 1024);
    std::string outgoing;
    std::size_t outgoing_done = 0;
    bool over = false;

    void start() {
        if (address.transport == RedisAddress::Transport::unix_socket) {
            endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.path));
            return connect();
        }
        Code error;
        if (const auto ip = asio::ip::make_address(address.host, error); !error) {
            endpoints.emplace_back(tcp::endpoint(ip, address.port));
            return connect();
        }
        resolver.async_resolve(address.host, std::to_string(address.port),
                               [self = shared_from_this()](Code failed, const auto& found) {
                                   if (self->over) return;
                                   if (failed) return self->close(failed);
                                   for (const auto& entry : found) {
                                       self->endpoints.emplace_back(entry.endpoint());
                                   }
                                   self->connect();
                               });
    }

    void connect() {
        socket.async_connect(endpoints[endpoint_next], [self = shared_from_this()](Code error) {
            if (self->over) return;
            if (error && ++self->endpoint_next < self->endpoints.size()) {
                Code ignored;
                self->socket.close(ignored);
                return self->connect();
            }
            if (error) return self->close(error);
            self->connected();
        });
    }

    void connected() {
        Code ignored;
        if (address.transport != RedisAddress::Transport::unix_socket) {
            socket.set_option(tcp::no_delay(true), ignored);
            socket.set_option(asio::socket_base::keep_alive(true), ignored);
        }
        if (!tls) return opened();
        secure.emplace(socket, tls->context);
        secure->set_verify_callback(asio::ssl::host_name_verification(address.host));
        if (asio::ip::make_address(address.host, ignored); ignored) {
            SSL_set_tlsext_host_name(secure->native_handle(), address.host.c_str());
        }
        secure->async_handshake(asio::ssl::stream_base::client,
                                [self = shared_from_this()](Code error) {
                                    if (self->over) return;
                                    if (error) return self->close(error);
                                    self->opened();
                                });
    }

    void opened() {
        read();
        events.opened();
    }

    void read() {
        auto handler = [self = shared_from_this()](Code error, std::size_t size) {
            if (self->over) return;
            if (error) return self->close(error);
            self->events.received({self->incoming.data(), size});
            if (!self->over) self->read();
        };
        if (secure) return secure->async_read_some(asio::buffer(incoming), std::move(handler));
        socket.async_read_some(asio::buffer(incoming), std::move(handler));
    }

    void write() {
        auto handler = [self = shared_from_this()](Code error, std::size_t size) {
            if (self->over) return;
            if (error) return self->close(error);
            self->outgoing_done += size;
            if (self->outgoing_done < self->outgoing.size()) return self->write();
            self->outgoing.clear();
            self->events.sent();
        };
        const auto rest = asio::buffer(outgoing) + outgoing_done;
        if (secure) return secure->async_write_some(rest, std::move(handler));
        socket.async_write_some(rest, std::move(handler));
    }

    void close(Code error) {
        shut();
        const bool ended = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
        events.closed(ended ? std::string("it closed the connection") : error.message());
    }

    void shut() {
        over = true;
        Code ignored;
        socket.close(ignored);
        resolver.cancel();
    }
};

RedisSocket::RedisSocket(net::Loop& loop, const RedisAddress& address,
                         std::shared_ptr<TlsContext> tls, Events events)
    : impl_(std::make_shared<Impl>(loop, address, std::move(tls), std::move(events))) {
    impl_->start();
}

RedisSocket::~RedisSocket() {
    impl_->shut();
}

void RedisSocket::send(std::string& bytes) {
    impl_->outgoing.clear();
    impl_->outgoing.swap(bytes);
    impl_->outgoing_done = 0;
    impl_->write();
}

}  // namespace usher::log
