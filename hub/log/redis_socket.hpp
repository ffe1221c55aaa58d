// One byte stream to a Redis server: unix socket, TCP or TLS behind the same four events. Used by
// RedisLink only. It knows nothing of RESP and never tries again by itself.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hub/log/redis_streams.hpp"

namespace usher::log {

/// Certificates, loaded once; shared by all connections of a RedisStreams. Null for plain
/// connections.
class TlsContext;
Result<std::shared_ptr<TlsContext>> load_tls(const RedisOptions& options);

class RedisSocket {
  public:
    /// Never called from inside a member function, and not at all after destruction. `closed` comes
    /// at most once and last. An event may destroy the socket.
    struct Events {
        std::function<void()> opened;
        std::function<void(std::string_view)> received;
        std::function<void()> sent;
        std::function<void(std::string)> closed;  ///< the reason, without the address
    };

    /// Starts to connect. There is no deadline in here: destroy the socket instead.
    RedisSocket(net::Loop& loop, const RedisAddress& address, std::shared_ptr<TlsContext> tls,
                Events events);
    ~RedisSocket();
    RedisSocket(const RedisSocket&) = delete;
    RedisSocket& operator=(const RedisSocket&) = delete;

    /// Takes all of `bytes` and leaves an empty buffer to fill meanwhile. The next only after
    /// `sent`.
    void send(std::string& bytes);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
