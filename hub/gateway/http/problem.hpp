// Error answers as RFC 9457 problem details. Every endpoint refuses through these, so that clients
// find the same four members everywhere. What is inside a failure (file names, addresses) is never
// told.
#pragma once

#include <chrono>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/net/http.hpp"

namespace usher::gateway {

/// `code` is stable and becomes the type "urn:usher:problem:CODE"; `detail` is a sentence for a
/// person.
net::HttpResponse problem(unsigned status, std::string_view code, std::string_view detail);

/// 400 with the further member "field": which part of the body is wrong.
net::HttpResponse problem_of_field(std::string_view field, std::string_view detail);

/// 429 or 503 with Retry-After, rounded up to whole seconds, at least one.
net::HttpResponse problem_later(unsigned status, std::string_view code, std::string_view detail,
                                std::chrono::milliseconds retry_after);

/// What a failed call of another room means to the client. The error's own text is shown only for
/// kinds that speak about the request (invalid, not_found).
net::HttpResponse problem_of(const Error& error);

}  // namespace usher::gateway
