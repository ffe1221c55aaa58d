#include "hub/net/origin.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace usher::net {
namespace {

struct Origin {
    std::string scheme;
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const Origin&) const = default;
};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool host_is_plain(std::string_view host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
        return host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
    }
    return !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") ==
                                std::string_view::npos;
}

std::optional<Origin> parse(std::string_view text) {
    const auto mark = text.find("://");
    if (mark == std::string_view::npos || mark == 0) return std::nullopt;
    Origin origin{.scheme = lower(text.substr(0, mark)), .host = {}, .port = 0};
    std::string rest = lower(text.substr(mark + 3));
    if (origin.scheme == "http") origin.port = 80;
    if (origin.scheme == "https") origin.port = 443;

    const auto bracket = rest.rfind(']');
    const auto colon = rest.rfind(':');
    if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
        const std::string_view digits = std::string_view(rest).substr(colon + 1);
        unsigned port = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), port);
        const bool whole = end == digits.data() + digits.size();
        if (error != std::errc{} || !whole || port == 0 || port > 65535) return std::nullopt;
        origin.port = static_cast<std::uint16_t>(port);
        rest.resize(colon);
    }
    if (!host_is_plain(rest)) return std::nullopt;
    origin.host = std::move(rest);
    return origin;
}

}  // namespace

bool origin_allowed(std::string_view origin, const OriginRules& rules) {
    if (origin.empty()) return rules.allow_missing;
    if (origin == "null") return rules.allow_null;
    const auto asked = parse(origin);
    if (!asked) return false;
    return std::ranges::any_of(rules.allowed, [&](const std::string& entry) {
        return entry == "*" || parse(entry) == asked;
    });
}

}  // namespace usher::net
