// Who is really asking, behind reverse proxies. The server calls it once per request; a header is
// believed only as far as every hop that wrote it is configured as trusted. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/net/http.hpp"

namespace usher::net {

/// 16 bytes; IPv4 as ::ffff:a.b.c.d.
using IpBytes = std::array<std::uint8_t, 16>;

/// Plain address text, without port, zone or brackets.
std::optional<IpBytes> parse_ip(std::string_view text);
std::string ip_text(const IpBytes& address);

class TrustedProxies {
  public:
    /// Entries are addresses or CIDR blocks; an entry that is neither is named in the error.
    static Result<TrustedProxies> parse(const std::vector<std::string>& entries);
    bool contains(const IpBytes& address) const;
    bool empty() const { return blocks_.empty(); }

  private:
    struct Block {
        IpBytes network{};
        unsigned bits = 128;
    };
    std::vector<Block> blocks_;
};

struct Client {
    std::string address;
    bool secure = false;
};

/// `peer` is the socket's other end, `tls` whether the socket itself is encrypted. X-Forwarded-For
/// is read from the right; the first hop that is not trusted is the client.
Client find_client(std::string_view peer, bool tls, const HttpHeaders& headers,
                   const TrustedProxies& trusted);

}  // namespace usher::net
