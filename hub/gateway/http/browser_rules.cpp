#include "hub/gateway/http/browser_rules.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/net/origin.hpp"

namespace usher::gateway {
namespace {

constexpr std::size_t kTokenChars = 43;

constexpr const char* kApiPolicy = "default-src 'none'; frame-ancestors 'none'";
constexpr const char* kConsolePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
// Only documents heed it, and a frame of the widget may stand on any page its inbox allows.
constexpr const char* kWidgetPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'";
constexpr const char* kShopPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'";

bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

void set(net::HttpResponse& response, std::string name, std::string value) {
    const bool given = std::ranges::any_of(
        response.headers, [&](const auto& header) { return header.first == name; });
    if (!given) response.headers.emplace_back(std::move(name), std::move(value));
}

}  // namespace

PageKind page_kind_of(std::string_view path) {
    if (path == "/widget.js" || path.starts_with("/widget/")) return PageKind::widget;
    if (path == "/" || path.starts_with("/console")) return PageKind::console;
    if (path.starts_with("/shop")) return PageKind::shop;
    return PageKind::api;
}

void add_security_headers(net::HttpResponse& response, PageKind kind, bool secure) {
    set(response, "X-Content-Type-Options", "nosniff");
    set(response, "Referrer-Policy",
        kind == PageKind::shop ? "strict-origin-when-cross-origin" : "same-origin");
    if (secure) set(response, "Strict-Transport-Security", "max-age=15552000");
    switch (kind) {
        case PageKind::api:
            set(response, "Content-Security-Policy", kApiPolicy);
            set(response, "Cross-Origin-Resource-Policy", "same-origin");
            set(response, "Cache-Control", "no-store");
            break;
        case PageKind::console:
            set(response, "Content-Security-Policy", kConsolePolicy);
            set(response, "X-Frame-Options", "DENY");
            set(response, "Cross-Origin-Opener-Policy", "same-origin");
            set(response, "Cross-Origin-Resource-Policy", "same-origin");
            break;
        case PageKind::widget:
            set(response, "Content-Security-Policy", kWidgetPolicy);
            set(response, "Access-Control-Allow-Origin", "*");
            set(response, "Cross-Origin-Resource-Policy", "cross-origin");
            break;
        case PageKind::shop:
            set(response, "Content-Security-Policy", kShopPolicy);
            set(response, "Cross-Origin-Resource-Policy", "same-origin");
            break;
    }
}

std::optional<net::HttpResponse> refuse_foreign(const net::HttpRequest& request,
                                                std::span<const std::string> own_origins,
                                                BodyType type) {
    if (type == BodyType::json && !has_json_type(request)) {
        return problem(415, "not_json", "Send it with Content-Type: application/json.");
    }
    if (type == BodyType::calendar && !has_type(request, "text/calendar")) {
        return problem(415, "not_calendar", "Send it with Content-Type: text/calendar.");
    }
    const auto site = request.header("sec-fetch-site");
    const bool same_site = site.empty() || site == "same-origin" || site == "none";
    const std::string here =
        fmt::format("{}://{}", request.secure ? "https" : "http", request.header("host"));
    const auto allowed = own_origins.empty() ? std::span<const std::string>(&here, 1) : own_origins;
    // Clients that are no browsers send no Origin; they also hold no cookie that a page could
    // misuse.
    const net::OriginRules rules{.allowed = allowed, .allow_missing = true};
    if (same_site && net::origin_allowed(request.header("origin"), rules)) return std::nullopt;
    return problem(403, "foreign_origin",
                   "This request came from a page that is not the hub's own. Behind a proxy, set "
                   "listen.public_url to the address people use.");
}

std::string_view session_cookie_name(bool secure) {
    return secure ? "__Host-usher_session" : "usher_session";
}

std::string session_cookie(std::string_view token, std::chrono::seconds life, bool secure) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                       session_cookie_name(secure), token, life.count(), secure ? "; Secure" : "");
}

std::string ended_session_cookie(bool secure) {
    return session_cookie("", std::chrono::seconds(0), secure);
}

std::string_view session_token(const net::HttpRequest& request, bool secure) {
    const auto token = cookie_value(request, session_cookie_name(secure));
    const bool form = token.size() == kTokenChars && std::ranges::all_of(token, is_token_char);
    return form ? token : std::string_view{};
}

}  // namespace usher::gateway
