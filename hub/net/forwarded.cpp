#include "hub/net/forwarded.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace usher::net {
namespace {

constexpr std::size_t kHopsMax = 32;
constexpr IpBytes kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};

bool is_v4(const IpBytes& address) {
    return std::equal(kMapped.begin(), kMapped.begin() + 12, address.begin());
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Some proxies append the port: "203.0.113.7:4711", "[2001:db8::1]:4711".
std::optional<IpBytes> parse_hop(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        return parse_ip(text.substr(1, end - 1));
    }
    if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
    return parse_ip(text);
}

/// Comma-separated values of every header of that name, in the order they were written.
std::vector<std::string_view> hops(const HttpHeaders& headers, std::string_view name) {
    std::vector<std::string_view> out;
    for (const auto& [key, value] : headers) {
        if (key != name) continue;
        std::string_view rest = value;
        while (true) {
            const auto comma = rest.find(',');
            out.push_back(trim(rest.substr(0, comma)));
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return out;
}

bool is_https(std::string_view text) {
    return text.size() == 5 && std::ranges::equal(text, std::string_view("https"),
                                                  [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

std::optional<IpBytes> parse_ip(std::string_view text) {
    char copy[INET6_ADDRSTRLEN] = {};
    if (text.empty() || text.size() >= sizeof copy) return std::nullopt;
    std::memcpy(copy, text.data(), text.size());
    IpBytes out = kMapped;
    if (inet_pton(AF_INET, copy, out.data() + 12) == 1) return out;
    if (inet_pton(AF_INET6, copy, out.data()) == 1) return out;
    return std::nullopt;
}

std::string ip_text(const IpBytes& address) {
    char out[INET6_ADDRSTRLEN] = {};
    if (is_v4(address)) {
        inet_ntop(AF_INET, address.data() + 12, out, sizeof out);
    } else {
        inet_ntop(AF_INET6, address.data(), out, sizeof out);
    }
    return out;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
    TrustedProxies out;
    for (const std::string& entry : entries) {
        const auto slash = entry.find('/');
        const auto network = parse_ip(std::string_view(entry).substr(0, slash));
        unsigned bits = 128;
        bool good = network.has_value();
        if (good && slash != std::string::npos) {
            const char* const end = entry.data() + entry.size();
            const auto [stop, error] = std::from_chars(entry.data() + slash + 1, end, bits);
            const unsigned limit = is_v4(*network) ? 32 : 128;
            good = error == std::errc{} && stop == end && bits <= limit;
            if (is_v4(*network)) bits += 96;
        }
        if (!good) {
            return fail(Error::Kind::invalid,
                        fmt::format("trusted proxy '{}' is neither an IP address nor a CIDR block "
                                    "such as 10.0.0.0/8",
                                    entry));
        }
        out.blocks_.push_back({*network, bits});
    }
    return out;
}

bool TrustedProxies::contains(const IpBytes& address) const {
    return std::ranges::any_of(blocks_, [&](const Block& block) {
        const unsigned whole = block.bits / 8;
        if (!std::equal(address.begin(), address.begin() + whole, block.network.begin())) {
            return false;
        }
        const unsigned rest = block.bits % 8;
        if (rest == 0) return true;
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
        return (address[whole] & mask) == (block.network[whole] & mask);
    });
}

Client find_client(std::string_view peer, bool tls, const HttpHeaders& headers,
                   const TrustedProxies& trusted) {
    auto at = parse_ip(peer);
    if (!at) return {std::string(peer), tls};
    if (!trusted.contains(*at)) return {ip_text(*at), tls};

    bool secure = tls;
    const auto protos = hops(headers, "x-forwarded-proto");
    if (!protos.empty()) secure = is_https(protos.back());

    const auto chain = hops(headers, "x-forwarded-for");
    std::size_t seen = 0;
    for (auto hop = chain.rbegin(); hop != chain.rend() && seen < kHopsMax; ++hop, ++seen) {
        const auto address = parse_hop(*hop);
        if (!address) break;
        at = address;
        if (!trusted.contains(*at)) break;
    }
    return {ip_text(*at), secure};
}

}  // namespace usher::net
