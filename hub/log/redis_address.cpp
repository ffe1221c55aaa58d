#include "hub/log/redis_address.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace usher::log {
namespace {

constexpr std::string_view kForms =
    "write unix:/path, redis://[user:password@]host[:port] or rediss://… for TLS";

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

Result<void> parse_host(std::string_view text, RedisAddress& address) {
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
    if (text.starts_with("rediss://")) {
        address.transport = Transport::tls;
        text.remove_prefix(9);
    } else if (text.starts_with("redis://")) {
        text.remove_prefix(8);
    } else {
        return fail(Error::Kind::invalid, fmt::format("the Redis address is not one: {}", kForms));
    }
    // The last '@': an unencoded one inside a password must not show up as part of the host.
    if (const auto at = text.rfind('@'); at != text.npos) {
        if (auto done = parse_credentials(text.substr(0, at), address); !done) {
            return std::unexpected(done.error());
        }
        text.remove_prefix(at + 1);
    }
    if (const auto slash = text.find('/'); slash != text.npos) {
        const std::string_view database = text.substr(slash + 1);
        if (!database.empty() && database != "0") {
            return fail(Error::Kind::invalid,
                        "only database 0 of Redis is used; end the address after the port");
        }
        text = text.substr(0, slash);
    }
    if (auto done = parse_host(text, address); !done) return std::unexpected(done.error());
    return address;
}

std::string RedisAddress::text() const {
    if (transport == Transport::unix_socket) return "unix:" + path;
    const bool v6 = host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", transport == Transport::tls ? "rediss" : "redis",
                       v6 ? "[" : "", host, v6 ? "]" : "", port);
}

}  // namespace usher::log
