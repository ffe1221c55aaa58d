// Tests the Origin header of a WebSocket handshake or a request against an allow-list. Pure; called
// by the gateway before it accepts a browser's connection (cross-site WebSocket hijacking).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace usher::net {

struct OriginRules {
    /// "https://shop.example", "http://localhost:3000": scheme, host and port must all be equal;
    /// the scheme's default port may be left out. No wildcards, no paths. "*" allows every origin.
    std::span<const std::string> allowed;
    bool allow_missing = false;  ///< clients that are no browsers send none
    bool allow_null = false;     ///< "null": sandboxed frames, files
};

/// `origin` is the header's value, empty when absent. Scheme and host are compared without case;
/// anything that is not exactly scheme://host[:port] is refused.
bool origin_allowed(std::string_view origin, const OriginRules& rules);

}  // namespace usher::net
