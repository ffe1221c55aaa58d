// What a request head must be before a handler sees it, and how an answer is written. The HTTP
// session calls these in order; they decide and format only. Pure, internal to net.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/net/http.hpp"

namespace usher::net {

struct Target {
    std::string path;
    std::string query;
};
/// Origin form, absolute form or '*' of RFC 9112 section 3.2; nothing for the rest.
std::optional<Target> split_target(std::string_view target);

/// Framing and Host rules of RFC 9112: one Host, one length, no length beside Transfer-Encoding,
/// only "chunked". `version` is 10 or 11. Gives the answer to send before closing, or nothing when
/// all is well.
std::optional<HttpResponse> refuse_head(const HttpRequest& head, unsigned version);

/// The client asks for "Upgrade: websocket", however wrong the rest may be.
bool asks_for_websocket(const HttpRequest& head);

/// RFC 6455 section 4.2.1, each header exactly once; 426 for another version of the protocol.
std::optional<HttpResponse> refuse_upgrade(const HttpRequest& head, unsigned version);

/// Whether `name` is among the comma-separated values of a header, without case.
bool header_lists(const HttpRequest& head, std::string_view header, std::string_view name);
/// Same, with case: the subprotocols a client offers.
bool offers_subprotocol(const HttpRequest& head, std::string_view name);

enum class Connection { keep_alive, keep_alive_10, close };

/// Status line and headers, or nothing when the response has a header that must not be written.
std::optional<std::string> write_head(const HttpResponse& response, Connection connection,
                                      std::string_view date);

/// RFC 9110 section 5.6.7.
std::string http_date(std::int64_t unix_seconds);

}  // namespace usher::net
