// The one listening port: HTTP/1.1 and WebSocket upgrades, plain or TLS. The gateway gives it a
// handler; the server parses, limits, refuses what is malformed and never lets a slow peer hold
// anything for long.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/net/http.hpp"
#include "hub/net/websocket.hpp"

namespace usher::net {

class Loop;

/// Called at most once, at once or later, on the loop's thread; a second call does nothing.
/// Dropping it uncalled answers 500.
using Responder = std::move_only_function<void(HttpResponse)>;

struct AcceptUpgrade {
    std::string subprotocol = {};  ///< one of those the client offered, or empty for none
    WebSocketLimits limits = {};
    /// Called once when the 101 answer is on its way; not called if the client left before.
    std::function<std::shared_ptr<WebSocketObserver>(std::shared_ptr<WebSocket>)> open = {};
};
using UpgradeAnswer = std::variant<HttpResponse, AcceptUpgrade>;

class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    /// A whole request within the limits.
    virtual void on_request(HttpRequest request, Responder respond) = 0;
    /// A correct WebSocket handshake (RFC 6455 section 4.2.1). Origin, authorisation and
    /// subprotocol are the handler's to decide.
    virtual UpgradeAnswer on_upgrade(const HttpRequest& request) = 0;
    /// Body limit of this request, asked when its head is there; 0 takes the server's option.
    virtual std::size_t body_bytes_max(const HttpRequest& head);
};

struct HttpLimits {
    std::size_t head_bytes_max = 16 * 1024;    ///< above: 431
    std::size_t body_bytes_max = 1024 * 1024;  ///< above: 413
    std::size_t connections_max = 100'000;     ///< above: 503; also at 90 % of RLIMIT_NOFILE
    /// Sockets from one address, trusted proxies excepted; above: 429. 0 = no limit.
    std::size_t connections_per_address_max = 0;
    std::chrono::milliseconds head_timeout{10'000};  ///< TLS handshake and head, each; then 408
    /// For the default body limit; longer bodies that a handler allows get time in proportion.
    std::chrono::milliseconds body_timeout{20'000};
    std::chrono::milliseconds answer_timeout{60'000};  ///< the handler's time; then 504
    std::chrono::milliseconds idle_timeout{60'000};    ///< between requests of one connection
    std::chrono::milliseconds write_timeout{20'000};   ///< without any progress of a write
    /// Grain of all the above and of the WebSocket's times.
    std::chrono::milliseconds sweep_interval{1'000};
};

struct TlsFiles {
    std::string certificate;  ///< PEM chain, leaf first
    std::string key;          ///< PEM, ECDSA or RSA
};

struct HttpServerOptions {
    std::string host = "127.0.0.1";    ///< address or name; "::" takes IPv6 and IPv4
    std::uint16_t port = 0;            ///< 0 lets the system choose
    std::optional<TlsFiles> tls = {};  ///< TLS 1.2 and 1.3 when given
    /// Addresses or CIDR blocks whose X-Forwarded-For and X-Forwarded-Proto are believed.
    std::vector<std::string> trusted_proxies = {};
    HttpLimits limits = {};
};

class HttpServer {
  public:
    /// `loop` and `handler` outlive the server. Destruction drops every connection.
    HttpServer(Loop& loop, HttpServerOptions options, HttpHandler& handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The bound port. Errors name the address, the cause and what to change.
    Result<std::uint16_t> listen();
    /// First phase of stopping: the port is free afterwards, connections go on.
    void stop_accepting();
    /// Second phase: WebSockets close with `code`, idle HTTP connections end, answers under way are
    /// finished and end their connection. All are gone within their close and write deadlines.
    void close_all(std::uint16_t code, std::string_view reason);

    std::size_t connections() const;  ///< sockets still open, HTTP and WebSocket
    std::size_t websockets() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::net
