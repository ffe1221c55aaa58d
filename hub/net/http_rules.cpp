#include "hub/net/http_rules.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>

namespace usher::net {
namespace {

bool same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class Visit>
bool any_listed(const HttpRequest& head, std::string_view header, Visit visit) {
    for (const auto& [key, value] : head.headers) {
        if (key != header) continue;
        std::string_view rest = value;
        while (true) {
            const auto comma = rest.find(',');
            if (visit(trim(rest.substr(0, comma)))) return true;
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return false;
}

std::size_t count(const HttpRequest& head, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count_if(
        head.headers, [&](const auto& entry) { return entry.first == name; }));
}

HttpResponse bad(std::string_view why) {
    return HttpResponse::text(400, fmt::format("bad request: {}\n", why));
}

bool digits_only(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// 16 octets in base64: 22 digits and two pads.
bool is_handshake_key(std::string_view key) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key.size() == 24 && key.ends_with("==") &&
           key.substr(0, 22).find_first_not_of(digits) == std::string_view::npos;
}

bool is_ours(std::string_view name) {
    return same(name, "content-length") || same(name, "connection") || same(name, "date") ||
           same(name, "transfer-encoding");
}

}  // namespace

std::optional<Target> split_target(std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!same(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        const auto end = target.find_first_of("/?");
        if (end == 0) return std::nullopt;
        if (end == std::string_view::npos) return Target{"/", ""};
        target.remove_prefix(end);
        if (target.front() == '?') return Target{"/", std::string(target.substr(1))};
        break;
    }
    if (target == "*") return Target{"*", ""};
    if (!target.starts_with('/') || target.contains('#')) return std::nullopt;
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return Target{std::string(target), ""};
    return Target{std::string(target.substr(0, mark)), std::string(target.substr(mark + 1))};
}

std::optional<HttpResponse> refuse_head(const HttpRequest& head, unsigned version) {
    const std::size_t hosts = count(head, "host");
    if (hosts > 1) return bad("more than one Host header");
    if (hosts == 0 && version >= 11) return bad("no Host header");
    const std::size_t lengths = count(head, "content-length");
    if (lengths > 1) return bad("more than one Content-Length header");
    if (lengths == 1 && !digits_only(head.header("content-length"))) {
        return bad("Content-Length is not a number");
    }
    if (const std::size_t encodings = count(head, "transfer-encoding"); encodings > 0) {
        if (lengths > 0) return bad("both Content-Length and Transfer-Encoding");
        if (version < 11) return bad("Transfer-Encoding in HTTP/1.0");
        if (encodings > 1 || !same(head.header("transfer-encoding"), "chunked")) {
            return bad("the only Transfer-Encoding understood is chunked");
        }
    }
    return std::nullopt;
}

bool asks_for_websocket(const HttpRequest& head) {
    return header_lists(head, "upgrade", "websocket");
}

std::optional<HttpResponse> refuse_upgrade(const HttpRequest& head, unsigned version) {
    if (version != 11) return bad("a WebSocket handshake needs HTTP/1.1");
    if (head.method != "GET") return bad("a WebSocket handshake is a GET");
    if (head.has_header("transfer-encoding")) return bad("a WebSocket handshake has no body");
    if (const auto length = head.header("content-length");
        length.find_first_not_of('0') != std::string_view::npos) {
        return bad("a WebSocket handshake has no body");
    }
    if (count(head, "upgrade") != 1 || !same(head.header("upgrade"), "websocket")) {
        return bad("Upgrade must be websocket alone");
    }
    if (!header_lists(head, "connection", "upgrade")) return bad("Connection must list upgrade");
    if (count(head, "sec-websocket-version") != 1) {
        return bad("exactly one Sec-WebSocket-Version is needed");
    }
    if (head.header("sec-websocket-version") != "13") {
        return HttpResponse::text(426, "this server speaks WebSocket version 13\n")
            .with("Sec-WebSocket-Version", "13")
            .with("Upgrade", "websocket");
    }
    if (count(head, "sec-websocket-key") != 1)
        return bad("exactly one Sec-WebSocket-Key is needed");
    if (!is_handshake_key(head.header("sec-websocket-key"))) {
        return bad("Sec-WebSocket-Key is not the base64 of 16 octets");
    }
    return std::nullopt;
}

bool header_lists(const HttpRequest& head, std::string_view header, std::string_view name) {
    return any_listed(head, header, [&](std::string_view entry) { return same(entry, name); });
}

bool offers_subprotocol(const HttpRequest& head, std::string_view name) {
    return any_listed(head, "sec-websocket-protocol",
                      [&](std::string_view entry) { return entry == name; });
}

std::optional<std::string> write_head(const HttpResponse& response, Connection connection,
                                      std::string_view date) {
    if (response.status < 200 || response.status > 999) return std::nullopt;
    std::string out = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                  status_phrase(response.status), date);
    for (const auto& [name, value] : response.headers) {
        if (!is_http_token(name) || !is_header_value(value)) return std::nullopt;
        if (is_ours(name)) continue;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    // RFC 9110 section 8.6: none with 204; a 304 would have to tell the length of the 200.
    if (response.status != 204 && response.status != 304) {
        out += fmt::format("Content-Length: {}\r\n", response.body ? response.body->size() : 0);
    }
    if (connection == Connection::close) out += "Connection: close\r\n";
    if (connection == Connection::keep_alive_10) out += "Connection: keep-alive\r\n";
    out += "\r\n";
    return out;
}

std::string http_date(std::int64_t unix_seconds) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                       fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

}  // namespace usher::net
