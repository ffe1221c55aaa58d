#include "hub/log/redis_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace usher::log {
namespace {

constexpr std::string_view kForms =
    "write unix:/path, redis://[user:password@]host[:port], "
    "redis+sentinel://[user:password@]host[:port],host[:port]/name, "
    "redis+cluster://[user:password@]host[:port],host[:port]…, or rediss://… and its like for TLS";

constexpr std::uint16_t kRedisPort = 6379;
constexpr std::uint16_t kSentinelPort = 26379;

std::optional<std::string> decode_percent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value, 16);
        if (digits.size() != 2 || error != std::errc{} || end != digits.end()) return std::nullopt;
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

Result<void> parse_credentials(std::string_view text, RedisAddress& address) {
    const auto colon = text.find(':');
    auto user = decode_percent(text.substr(0, colon));
    auto password = decode_percent(colon == text.npos ? "" : text.substr(colon + 1));
    if (!user || !password) {
        return fail(Error::Kind::invalid,
                    "the Redis address has a broken %-code in its user name or password");
    }
    address.user = std::move(*user);
    address.password = std::move(*password);
    if (!address.user.empty() && address.password.empty()) {
        return fail(
            Error::Kind::invalid,
            "the Redis address has a user name without a password; write user:password@host");
    }
    return {};
}

Result<RedisNode> parse_host(std::string_view text, std::uint16_t default_port) {
    RedisNode address{.host = {}, .port = default_port};
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos) return fail(Error::Kind::invalid, "the Redis address lacks a ']'");
        address.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (!text.empty() && text[0] != ':') {
            return fail(Error::Kind::invalid, "the Redis address has text after its ']'");
        }
        if (!text.empty()) port = text.substr(1);
        if (!text.empty() && port.empty())
            return fail(Error::Kind::invalid, "the Redis port is empty");
    } else {
        const auto colon = text.find(':');
        address.host = text.substr(0, colon);
        if (colon != text.npos) {
            port = text.substr(colon + 1);
            if (port.empty()) return fail(Error::Kind::invalid, "the Redis port is empty");
        }
    }
    if (address.host.empty()) {
        return fail(Error::Kind::invalid, fmt::format("the Redis address has no host; {}", kForms));
    }
    if (!port.empty()) {
        const auto [end, error] = std::from_chars(port.begin(), port.end(), address.port);
        if (error != std::errc{} || end != port.end() || address.port == 0) {
            return fail(Error::Kind::invalid, "the Redis port is not a number from 1 to 65535");
        }
    }
    return address;
}

Result<void> parse_hosts(std::string_view text, RedisAddress& address, bool cluster) {
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        more = comma != text.npos;
        if (more && !cluster) {
            return fail(
                Error::Kind::invalid,
                "the Redis address names several hosts; begin it with redis+cluster:// for a "
                "cluster or redis+sentinel:// for sentinels");
        }
        auto node = parse_host(text.substr(0, comma), kRedisPort);
        if (!node) return std::unexpected(std::move(node.error()));
        if (address.host.empty()) {
            address.host = node->host;
            address.port = node->port;
        }
        if (cluster) address.cluster.push_back(std::move(*node));
        text.remove_prefix(more ? comma + 1 : text.size());
    }
    return {};
}

Result<void> parse_option(std::string_view option, RedisAddress& address) {
    const auto equals = std::min(option.find('='), option.size());
    const auto name = option.substr(0, equals);
    const auto value = decode_percent(option.substr(std::min(equals + 1, option.size())));
    if (!value) {
        return fail(Error::Kind::invalid, "the Redis address has a broken %-code after its '?'");
    }
    if (name == "sentinel_user") {
        address.sentinel_user = *value;
    } else if (name == "sentinel_password") {
        address.sentinel_password = *value;
    } else if (name == "tls" && (*value == "on" || *value == "off")) {
        if (*value == "on") address.transport = RedisAddress::Transport::tls;
    } else {
        return fail(Error::Kind::invalid,
                    "the Redis address knows tls=on, tls=off, sentinel_user=… and "
                    "sentinel_password=… after its '?'");
    }
    return {};
}

/// What follows the credentials: host[:port],host[:port]/name[?option&option].
Result<void> parse_sentinels(std::string_view text, RedisAddress& address) {
    const auto question = std::min(text.find('?'), text.size());
    std::string_view options = text.substr(std::min(question + 1, text.size()));
    text = text.substr(0, question);
    while (!options.empty()) {
        const auto end = std::min(options.find('&'), options.size());
        if (auto done = parse_option(options.substr(0, end), address); !done) return done;
        options.remove_prefix(std::min(end + 1, options.size()));
    }
    if (!address.sentinel_user.empty() && address.sentinel_password.empty()) {
        return fail(Error::Kind::invalid,
                    "the Redis address has a sentinel_user without a sentinel_password");
    }
    const auto slash = text.find('/');
    address.primary_name = slash == text.npos ? "" : text.substr(slash + 1);
    if (address.primary_name.empty() || address.primary_name.find('/') != std::string::npos) {
        return fail(Error::Kind::invalid,
                    "the Redis address must end with the name the sentinels give the primary: "
                    "redis+sentinel://host:26379/mymaster");
    }
    std::string_view hosts = text.substr(0, slash);
    for (bool more = true; more;) {
        const auto comma = hosts.find(',');
        more = comma != hosts.npos;
        auto one = parse_host(hosts.substr(0, comma), kSentinelPort);
        if (!one) return std::unexpected(std::move(one.error()));
        address.sentinels.push_back(std::move(*one));
        if (more) hosts.remove_prefix(comma + 1);
    }
    return {};
}

std::string text_of(const std::vector<RedisNode>& nodes) {
    std::string out;
    for (const RedisNode& node : nodes) out += (out.empty() ? "" : ",") + node.text();
    return out;
}

}  // namespace

Result<RedisAddress> RedisAddress::parse(std::string_view text) {
    RedisAddress address;
    if (text.starts_with("unix:")) {
        text.remove_prefix(5);
        if (text.starts_with("///")) text.remove_prefix(2);
        if (!text.starts_with('/')) {
            return fail(Error::Kind::invalid,
                        "the Redis address needs an absolute path: unix:/path");
        }
        if (text.size() > 107) {
            return fail(Error::Kind::invalid, "the path of a unix socket has at most 107 bytes");
        }
        address.transport = Transport::unix_socket;
        address.path = text;
        return address;
    }
    const auto scheme = text.substr(0, text.find("://"));
    const auto transport = scheme.substr(0, scheme.find('+'));
    const auto kind = scheme.substr(transport.size());
    const bool cluster = kind == "+cluster";
    const bool sentinel = kind == "+sentinel";
    if ((transport != "redis" && transport != "rediss") || scheme.size() == text.size() ||
        (!kind.empty() && !cluster && !sentinel)) {
        return fail(Error::Kind::invalid, fmt::format("the Redis address is not one: {}", kForms));
    }
    if (transport == "rediss") address.transport = Transport::tls;
    text.remove_prefix(scheme.size() + 3);
    // The last '@': an unencoded one inside a password must not show up as part of the host.
    if (const auto at = text.substr(0, text.find('?')).rfind('@'); at != text.npos) {
        if (auto done = parse_credentials(text.substr(0, at), address); !done) {
            return std::unexpected(done.error());
        }
        text.remove_prefix(at + 1);
    }
    if (sentinel) {
        if (auto done = parse_sentinels(text, address); !done) {
            return std::unexpected(done.error());
        }
        return address;
    }
    if (text.find('?') != text.npos) {
        return fail(Error::Kind::invalid,
                    "the Redis address has options after a '?'; only one of sentinels has any");
    }
    if (const auto slash = text.find('/'); slash != text.npos) {
        const std::string_view database = text.substr(slash + 1);
        if (!database.empty() && database != "0") {
            return fail(Error::Kind::invalid,
                        "only database 0 of Redis is used; end the address after the port");
        }
        text = text.substr(0, slash);
    }
    if (auto done = parse_hosts(text, address, cluster); !done) {
        return std::unexpected(done.error());
    }
    return address;
}

std::string RedisNode::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

std::string RedisAddress::text() const {
    if (transport == Transport::unix_socket) return "unix:" + path;
    std::string out = transport == Transport::tls ? "rediss" : "redis";
    if (!sentinels.empty()) {
        return fmt::format("{}+sentinel://{}/{}", out, text_of(sentinels), primary_name);
    }
    if (!cluster.empty()) return fmt::format("{}+cluster://{}", out, text_of(cluster));
    return fmt::format("{}://{}", out, RedisNode{host, port}.text());
}

RedisAddress RedisAddress::at(std::string where, std::uint16_t at_port) const {
    RedisAddress address = *this;
    address.sentinels.clear();
    address.cluster.clear();
    address.host = std::move(where);
    address.port = at_port;
    return address;
}

RedisAddress RedisAddress::of_sentinel(std::size_t which) const {
    RedisAddress address = at(sentinels[which].host, sentinels[which].port);
    address.user = sentinel_user;
    address.password = sentinel_password;
    return address;
}

}  // namespace usher::log
