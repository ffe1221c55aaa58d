// Reads what clients send beside the path: query, JSON body, cookies, accepted encodings. Strict
// and bounded; whatever does not fit is absent. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/net/http.hpp"

namespace usher::gateway {

/// First value of the key, percent- and plus-decoded; empty when absent or broken.
std::string query_value(std::string_view query, std::string_view key);
/// As above, a whole number; `fallback` when absent. Error invalid names the key.
Result<std::uint64_t> query_number(std::string_view query, std::string_view key,
                                   std::uint64_t fallback);

/// A JSON object whose values are all texts, nested nowhere, at most 16 members; unknown members
/// are kept. Error invalid says what is wrong.
Result<std::map<std::string, std::string>> read_text_object(std::string_view body);

/// Value of the first cookie of that name.
std::string_view cookie_value(const net::HttpRequest& request, std::string_view name);

/// Whether Accept-Encoding allows gzip.
bool accepts_gzip(const net::HttpRequest& request);

/// Whether If-None-Match names this entity tag, by weak comparison (RFC 9110 section 13.1.2).
bool none_match_names(const net::HttpRequest& request, std::string_view etag);

/// The media type, in small letters, whatever parameters follow.
bool has_type(const net::HttpRequest& request, std::string_view type);
/// "application/json".
bool has_json_type(const net::HttpRequest& request);

}  // namespace usher::gateway
