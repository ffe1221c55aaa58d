// One blocking HTTP GET with a limit, for readiness and for the history export. Knows
// Content-Length and nothing more.
#pragma once

#include <chrono>

#include "hub/app/bench/http_post.hpp"

namespace usher::chaos {

Result<bench::HttpAnswer> http_get(std::uint16_t port, const std::string& path,
                                   const std::string& cookie, std::chrono::milliseconds limit);

}  // namespace usher::chaos
