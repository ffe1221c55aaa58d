// Where a Redis server is and who we are there. Read from configuration by app, used by
// redis_streams. text() is what errors and logs show: it never contains the password.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace usher::log {

struct RedisNode {
    std::string host;  ///< name, IPv4 or IPv6 without brackets
    std::uint16_t port = 6379;

    std::string text() const;  ///< "host:port", for people
    auto operator<=>(const RedisNode&) const = default;
};

struct RedisAddress {
    enum class Transport { unix_socket, tcp, tls };

    Transport transport = Transport::tcp;
    std::string path;  ///< of the socket, unix_socket only
    std::string host;  ///< name, IPv4 or IPv6 without brackets
    std::uint16_t port = 6379;
    std::string user;  ///< empty: the default user
    std::string password;
    /// Some nodes of a cluster, enough to find the others; empty: one server. host and port are
    /// the first one's.
    std::vector<RedisNode> cluster;

    /// `unix:/path`, `redis://[user:password@]host[:port]`, `rediss://…` (TLS),
    /// `redis+cluster://[user:password@]host[:port],host[:port]…`, `rediss+cluster://…`; user and
    /// password percent-encoded. Error invalid says what is wrong without repeating the password.
    static Result<RedisAddress> parse(std::string_view text);

    /// "unix:/path", "redis://host:port" or "redis+cluster://host:port,host:port".
    std::string text() const;
};

}  // namespace usher::log
