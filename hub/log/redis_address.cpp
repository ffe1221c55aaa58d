#include "hub/log/redis_address.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace usher::log {
namespace {

constexpr std::string_view kForms =
    "write unix:/path, redis://[user:password@]host[:port], "
    "redis+cluster://[user:password@]host[:port],host[:port]…, or rediss://… and "
    "rediss+cluster://… for TLS";

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

Result<RedisNode> parse_host(std::string_view text) {
    RedisNode address;
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
            return fail(Error::Kind::invalid,
                        "the Redis address names several hosts; for a cluster begin it with "
                        "redis+cluster:// or rediss+cluster://");
        }
        auto node = parse_host(text.substr(0, comma));
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
    const bool cluster = scheme.ends_with("+cluster");
    const auto transport = cluster ? scheme.substr(0, scheme.size() - 8) : scheme;
    if ((transport != "redis" && transport != "rediss") || scheme.size() == text.size()) {
        return fail(Error::Kind::invalid, fmt::format("the Redis address is not one: {}", kForms));
    }
    if (transport == "rediss") address.transport = Transport::tls;
    text.remove_prefix(scheme.size() + 3);
    // The last '@': an unencoded one inside a password must not show up as part of the host.
    if (const auto at = text.rfind('@'); at != text.npos) {
        if (auto done = parse_credentials(text.substr(0, at), address); !done) {
            return std::unexpected(done.error());
        }
        text.remove_prefix(at + 1);
    }
    if (text.find('?') != text.npos) {
        return fail(Error::Kind::invalid, "the Redis address has options after a '?'; it has none");
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
    if (cluster.empty()) return out + "://" + RedisNode{host, port}.text();
    out += "+cluster://";
    for (const RedisNode& node : cluster) {
        if (!out.ends_with('/')) out += ',';
        out += node.text();
    }
    return out;
}

}  // namespace usher::log
