// What no single value can tell: combinations that would be unsafe or could not start. Called by
// load_config after every value is in its place; reads no network, and of the files only whether
// they can be opened.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/ops/config.hpp"

namespace usher::ops {

struct CheckProblem {
    std::string key;   ///< "listen.address": whose place is shown
    std::string text;  ///< the end of a sentence after the key's name
};

/// Also fills what is derived: listen.host, listen.port, the proxies' default.
std::vector<CheckProblem> check(Config& config);

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
/// "host:port" or "[v6]:port".
Result<HostPort> parse_host_port(std::string_view text);
/// "localhost", 127.0.0.0/8, ::1.
bool is_loopback(std::string_view host);
/// An IP address or a CIDR block.
bool is_network(std::string_view text);

}  // namespace usher::ops
