#include "hub/net/http_server.hpp"

#include <fmt/core.h>
#include <sys/resource.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <unordered_map>

#include "hub/net/http_session.hpp"
#include "hub/net/loop.hpp"

namespace usher::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Transport::executor_type>;

constexpr std::chrono::milliseconds kAcceptPause{100};
/// Busy answers under way at once; above, sockets are closed without a word.
constexpr std::size_t kRefusalsSpare = 64;

std::size_t descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    return limit.rlim_cur;
}

Result<tcp::endpoint> resolve(asio::io_context& context, const HttpServerOptions& options) {
    error_code error;
    const auto address = asio::ip::make_address(options.host, error);
    if (!error) return tcp::endpoint(address, options.port);
    tcp::resolver resolver(context);
    const auto found =
        resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
    if (error || found.empty()) {
        return fail(Error::Kind::invalid,
                    fmt::format("cannot listen on '{}': no such host; give an address such as "
                                "127.0.0.1 or 0.0.0.0 with --listen",
                                options.host));
    }
    return found.begin()->endpoint();
}

std::string place_text(const HttpServerOptions& options) {
    if (options.host.contains(':')) return fmt::format("[{}]:{}", options.host, options.port);
    return fmt::format("{}:{}", options.host, options.port);
}

std::unexpected<Error> cannot_listen(const HttpServerOptions& options, error_code error) {
    const std::string place = place_text(options);
    if (error == asio::error::address_in_use) {
        return fail(Error::Kind::conflict,
                    fmt::format("cannot listen on {}: address already in use; choose another with "
                                "--listen",
                                place));
    }
    if (error == asio::error::access_denied) {
        return fail(Error::Kind::refused,
                    fmt::format("cannot listen on {}: permission denied; choose a port above 1023 "
                                "with --listen or allow low ports (CAP_NET_BIND_SERVICE)",
                                place));
    }
    if (error == boost::system::errc::address_not_available) {
        return fail(Error::Kind::invalid,
                    fmt::format("cannot listen on {}: this machine has no such address; choose "
                                "another with --listen",
                                place));
    }
    return fail(Error::Kind::unavailable,
                fmt::format("cannot listen on {}: {}", place, error.message()));
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl> {
    Impl(Loop& loop, HttpServerOptions options, HttpHandler& handler)
        : context(*static_cast<asio::io_context*>(loop.native())),
          acceptor(context.get_executor()),
          pause(loop),
          shared(std::make_shared<ServerShared>()) {
        shared->options = std::move(options);
        shared->handler = &handler;
        shared->sweep = std::make_shared<Sweep>(loop, shared->options.limits.sweep_interval);
    }

    Result<std::uint16_t> listen();
    void accept();
    void on_accepted(error_code error, Transport::Socket socket, const tcp::endpoint& peer);
    void admit(Transport::Socket socket, std::string peer);
    std::optional<std::shared_ptr<void>> take_slot(const std::string& peer);

    asio::io_context& context;
    Acceptor acceptor;
    Timer pause;
    TlsContext tls;
    std::shared_ptr<ServerShared> shared;
    std::shared_ptr<std::unordered_map<std::string, std::size_t>> per_address =
        std::make_shared<std::unordered_map<std::string, std::size_t>>();
};

Result<std::uint16_t> HttpServer::Impl::listen() {
    const HttpServerOptions& options = shared->options;
    auto trusted = TrustedProxies::parse(options.trusted_proxies);
    if (!trusted) return std::unexpected(trusted.error());
    shared->trusted = std::move(*trusted);
    if (options.tls) {
        auto loaded = load_server_tls(*options.tls);
        if (!loaded) return std::unexpected(loaded.error());
        tls = std::move(*loaded);
    }
    const auto endpoint = resolve(context, options);
    if (!endpoint) return std::unexpected(endpoint.error());

    error_code error;
    acceptor.open(endpoint->protocol(), error);
    if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
    if (!error && endpoint->address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(false), error);
    }
    if (!error) acceptor.bind(*endpoint, error);
    if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
    const auto bound = error ? tcp::endpoint() : acceptor.local_endpoint(error);
    if (error) {
        error_code ignored;
        acceptor.close(ignored);
        return cannot_listen(options, error);
    }
    accept();
    return bound.port();
}

void HttpServer::Impl::accept() {
    auto peer = std::make_shared<tcp::endpoint>();
    acceptor.async_accept(
        *peer, [self = shared_from_this(), peer](error_code error, Transport::Socket socket) {
            self->on_accepted(error, std::move(socket), *peer);
        });
}

void HttpServer::Impl::on_accepted(error_code error, Transport::Socket socket,
                                   const tcp::endpoint& peer) {
    if (!acceptor.is_open()) return;
    if (error == asio::error::connection_aborted) return accept();
    if (error) {
        // Out of descriptors or memory: the backlog holds the others while we breathe.
        pause.after(kAcceptPause, [this] { accept(); });
        return;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    admit(std::move(socket), peer.address().to_string());
    accept();
}

void HttpServer::Impl::admit(Transport::Socket socket, std::string peer) {
    const std::size_t connections = shared->sweep->size();
    const std::size_t connections_max = shared->options.limits.connections_max;
    const auto descriptor = static_cast<std::size_t>(socket.native_handle());
    const std::size_t descriptors_max = descriptor_limit() / 10 * 9;
    const bool crowded = connections >= connections_max || descriptor >= descriptors_max;
    auto slot = take_slot(peer);
    if (crowded || !slot) {
        // An answer over TLS would cost the very handshake that cannot be afforded.
        const bool polite = !tls && connections < connections_max + kRefusalsSpare &&
                            descriptor < descriptors_max + kRefusalsSpare;
        if (!polite) return;
        auto answer = crowded ? HttpResponse::text(503, "too many connections\n")
                              : HttpResponse::text(429, "too many connections from your address\n");
        return refuse_http(Transport(std::move(socket), nullptr), shared,
                           std::move(answer).with("Retry-After", "5"));
    }
    TlsSession session;
    if (tls) {
        session = make_server_session(*tls, socket.native_handle());
        if (!session) return;
    }
    Transport transport(std::move(socket), std::move(session));
    transport.keep(std::move(*slot));
    serve_http(std::move(transport), std::move(peer), shared);
}

/// A share of the address's connections, given back when it is destroyed; null inside when none is
/// counted.
std::optional<std::shared_ptr<void>> HttpServer::Impl::take_slot(const std::string& peer) {
    const std::size_t most = shared->options.limits.connections_per_address_max;
    const auto address = parse_ip(peer);
    if (most == 0 || (address && shared->trusted.contains(*address))) return nullptr;
    std::size_t& taken = (*per_address)[peer];
    if (taken >= most) return std::nullopt;
    ++taken;
    return std::shared_ptr<void>(nullptr, [counts = per_address, peer](void*) {
        if (const auto at = counts->find(peer); --at->second == 0) counts->erase(at);
    });
}

std::size_t HttpHandler::body_bytes_max(const HttpRequest&) {
    return 0;
}

HttpServer::HttpServer(Loop& loop, HttpServerOptions options, HttpHandler& handler)
    : impl_(std::make_shared<Impl>(loop, std::move(options), handler)) {}

HttpServer::~HttpServer() {
    stop_accepting();
    impl_->shared->handler = nullptr;
    impl_->shared->sweep->each([](Swept& swept) { swept.drop(); });
}

Result<std::uint16_t> HttpServer::listen() {
    return impl_->listen();
}

void HttpServer::stop_accepting() {
    error_code ignored;
    impl_->acceptor.close(ignored);
    impl_->pause.cancel();
}

void HttpServer::close_all(std::uint16_t code, std::string_view reason) {
    impl_->shared->retiring = true;
    impl_->shared->sweep->each([&](Swept& swept) { swept.retire(code, reason); });
}

std::size_t HttpServer::connections() const {
    return impl_->shared->sweep->size();
}
std::size_t HttpServer::websockets() const {
    return impl_->shared->sweep->websockets();
}

}  // namespace usher::net
