#include "hub/gateway/http/request_parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

namespace usher::gateway {
namespace {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes the part before `separator` off the front.
std::string_view take_part(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
        return lower(x) == lower(y);
    });
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            unsigned value = 0;
            const auto digits = text.substr(i + 1, 2);
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2)
                return std::nullopt;
            out += static_cast<char>(value);
            i += 2;
        }
    }
    return out;
}

}  // namespace

std::string query_value(std::string_view query, std::string_view key) {
    while (!query.empty()) {
        std::string_view value = take_part(query, '&');
        if (take_part(value, '=') == key) return decode(value).value_or("");
    }
    return {};
}

Result<std::uint64_t> query_number(std::string_view query, std::string_view key,
                                   std::uint64_t fallback) {
    const std::string text = query_value(query, key);
    if (text.empty()) return fallback;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fail(Error::Kind::invalid, fmt::format("'{}' must be a whole number.", key));
    }
    return number;
}

Result<std::map<std::string, std::string>> read_text_object(std::string_view body) {
    const auto wrong = [] {
        return fail(Error::Kind::invalid, "The body must be a JSON object whose values are texts.");
    };
    boost::json::parse_options options;
    options.max_depth = 2;
    boost::json::error_code error;
    const auto value = boost::json::parse({body.data(), body.size()}, error, {}, options);
    if (error || !value.is_object() || value.get_object().size() > 16) return wrong();
    std::map<std::string, std::string> out;
    for (const auto& [key, member] : value.get_object()) {
        if (!member.is_string()) return wrong();
        const auto& text = member.get_string();
        out.emplace(std::string(key.data(), key.size()), std::string(text.data(), text.size()));
    }
    return out;
}

std::string_view cookie_value(const net::HttpRequest& request, std::string_view name) {
    for (const auto& [key, list] : request.headers) {
        if (key != "cookie") continue;
        std::string_view rest = list;
        while (!rest.empty()) {
            std::string_view value = take_part(rest, ';');
            if (trim(take_part(value, '=')) == name) return trim(value);
        }
    }
    return {};
}

bool accepts_gzip(const net::HttpRequest& request) {
    std::string_view rest = request.header("accept-encoding");
    while (!rest.empty()) {
        std::string_view parameters = take_part(rest, ',');
        const auto coding = trim(take_part(parameters, ';'));
        if (!same_word(coding, "gzip") && coding != "*") continue;
        const auto quality = trim(parameters);
        const bool none = quality == "q=0" || quality.starts_with("q=0.0")
                              ? quality.find_first_of("123456789") == std::string_view::npos
                              : false;
        return !none;
    }
    return false;
}

bool none_match_names(const net::HttpRequest& request, std::string_view etag) {
    std::string_view rest = request.header("if-none-match");
    while (!rest.empty()) {
        std::string_view tag = trim(take_part(rest, ','));
        if (tag == "*") return true;
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

bool has_type(const net::HttpRequest& request, std::string_view type) {
    std::string_view given = request.header("content-type");
    return same_word(trim(take_part(given, ';')), type);
}

bool has_json_type(const net::HttpRequest& request) {
    return has_type(request, "application/json");
}

}  // namespace usher::gateway
