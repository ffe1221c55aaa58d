// The plain values of HTTP: a request as handlers see it and a response as they give it. Used by
// the server, the gateway's endpoints and channel drivers; nothing here does I/O.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::net {

/// Names are lower-cased when they come from the wire; order and repetitions are kept.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = {};  ///< as sent, "GET"
    std::string path = {};    ///< begins with '/', as sent: not percent-decoded, never contains '?'
    std::string query = {};   ///< behind the first '?', as sent; empty when there is none
    HttpHeaders headers = {};
    std::string body = {};            ///< whole, de-chunked
    std::string remote_address = {};  ///< IP text; from X-Forwarded-For only behind a trusted proxy
    bool secure = false;  ///< TLS here, or X-Forwarded-Proto: https from a trusted proxy

    /// First value of the header, empty when absent. `name` in lower case.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

struct HttpResponse {
    unsigned status = 200;
    /// Content-Length, Connection, Date and Transfer-Encoding are the server's and are dropped
    /// here. A name that is no token or a value with CR, LF or NUL makes the server answer 500
    /// instead.
    HttpHeaders headers = {};
    std::shared_ptr<const std::string> body =
        {};  ///< null means empty; may be shared between answers

    static HttpResponse text(unsigned status, std::string body);
    /// `type` is the Content-Type.
    static HttpResponse bytes(unsigned status, std::string_view type, std::string body);
    static HttpResponse json(unsigned status, std::string body);

    HttpResponse&& with(std::string name, std::string value) &&;
};

/// Reason phrase of RFC 9110 section 15; "Unknown" for others.
std::string_view status_phrase(unsigned status);

/// RFC 9110 section 5.6.2 token.
bool is_http_token(std::string_view text);
/// No CR, LF or NUL: safe to write as a header's value.
bool is_header_value(std::string_view text);

}  // namespace usher::net
