// Where a Redis server is, or the sentinels that know, and who we are there. Read from
// configuration by app, used by redis_streams. text() is what errors and logs show: it never
// contains the password.
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

    /// When there are any, host and port are theirs to say; user and password are those of Redis.
    std::vector<RedisNode> sentinels;
    std::string primary_name;  ///< what the sentinels call it
    std::string sentinel_user;
    std::string sentinel_password;

    /// `unix:/path`, `redis://[user:password@]host[:port]`, `rediss://…` (TLS),
    /// `redis+sentinel://[user:password@]host[:port],host[:port]/name[?tls=on&sentinel_user=…&
    /// sentinel_password=…]`, `redis+cluster://[user:password@]host[:port],host[:port]…`, and
    /// `rediss+…` of the last two; names and passwords percent-encoded. Error invalid says what is
    /// wrong without repeating a password.
    static Result<RedisAddress> parse(std::string_view text);

    /// "unix:/path", "redis://host:port", "redis+sentinel://host:port,host:port/name" or
    /// "redis+cluster://host:port,host:port".
    std::string text() const;
    /// This with the place of one server instead of the sentinels.
    RedisAddress at(std::string where, std::uint16_t at_port) const;
    /// This with the place of one sentinel, and who we are there.
    RedisAddress of_sentinel(std::size_t which) const;
};

}  // namespace usher::log
