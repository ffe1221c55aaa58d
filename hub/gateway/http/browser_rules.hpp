// What protects browsers: response headers by kind of page, the session cookie, and the refusal of
// requests that another site's page made. Pure; applied by HttpApi to every answer and request.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hub/net/http.hpp"

namespace usher::gateway {

enum class PageKind : std::uint8_t {
    api,      ///< data: never framed, cached or read by other sites
    console,  ///< runs only its own scripts, never framed
    widget,   ///< loaded by pages of other sites
    shop,     ///< the demo page that embeds the widget
};
/// By the path alone, so that refusals get the headers as well.
PageKind page_kind_of(std::string_view path);
/// `secure`: the browser came by HTTPS.
void add_security_headers(net::HttpResponse& response, PageKind kind, bool secure);

/// What a state-changing request carries. Neither can be sent by a form of another site's page.
enum class BodyType : std::uint8_t { json, calendar };

/// 415 or 403 for a state-changing request of another type or that a page of another site made;
/// nothing when it may go on. Without `own_origins` the page's origin must be where the request was
/// sent to.
std::optional<net::HttpResponse> refuse_foreign(const net::HttpRequest& request,
                                                std::span<const std::string> own_origins,
                                                BodyType type = BodyType::json);

/// __Host-usher_session over HTTPS, else usher_session.
std::string_view session_cookie_name(bool secure);
std::string session_cookie(std::string_view token, std::chrono::seconds life, bool secure);
/// Makes the browser forget it.
std::string ended_session_cookie(bool secure);
/// The cookie's token when it has a token's form, else empty.
std::string_view session_token(const net::HttpRequest& request, bool secure);

}  // namespace usher::gateway
