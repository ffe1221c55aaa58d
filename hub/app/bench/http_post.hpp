// One HTTP POST at a time over a raw, blocking socket: all the bench needs of HTTP, to log its
// agents in. It knows Content-Length and nothing of chunks, redirects or TLS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace usher::bench {

struct HttpOrigin {
    std::string host;
    std::uint16_t port = 80;
    std::string url;  ///< as written, without a path: the Origin header

    std::string authority() const { return host + ":" + std::to_string(port); }
};

struct HttpAnswer {
    unsigned status = 0;
    std::string head;
    std::string body;

    /// "name=value" of the first Set-Cookie; empty when there is none.
    std::string cookie() const;
};

/// "http://host[:port][/…]"; `invalid` for anything else.
Result<HttpOrigin> parse_origin(std::string_view url);
/// `bytes` is a whole answer, read to the end of the connection.
Result<HttpAnswer> parse_answer(std::string_view bytes);
/// Each wait on the socket lasts at most 10 s. `body` is JSON; an empty `cookie` sends none.
Result<HttpAnswer> http_post(const HttpOrigin& origin, std::string_view path, std::string_view body,
                             std::string_view cookie);

}  // namespace usher::bench
