#include "hub/gateway/command_checks.hpp"

#include <fmt/format.h>

#include "hub/base/utf8.hpp"

namespace usher::gateway {
namespace {

constexpr std::size_t kUrlBytes = 2048;
constexpr std::size_t kTitleBytes = 512;
constexpr std::size_t kTagBytes = 64;

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string web_address(std::string_view text) {
    if (!text.starts_with("https://") && !text.starts_with("http://")) return {};
    return single_line(text, kUrlBytes);
}

}  // namespace

bool is_command_id(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

std::optional<core::Rejection> fault_of_command_id(std::string_view id) {
    if (is_command_id(id)) return std::nullopt;
    return core::Rejection{"invalid", "command_id is a UUIDv7 in text form."};
}

std::optional<core::Rejection> fault_of_text(std::string_view text) {
    if (text.size() > core::kTextBytesMax) {
        return core::Rejection{"too_long",
                               fmt::format("The text is {} bytes long; {} fit in one message.",
                                           text.size(), core::kTextBytesMax)};
    }
    if (!is_utf8(text)) return core::Rejection{"not_utf8", "The text is not UTF-8."};
    if (trimmed(text).empty()) return core::Rejection{"empty", "There is no text in the message."};
    return std::nullopt;
}

core::PageContext cleaned(const core::PageContext& page) {
    return {web_address(page.url), single_line(page.title, kTitleBytes),
            web_address(page.referrer)};
}

std::string cleaned_tag(std::string_view text) {
    return single_line(text, kTagBytes);
}

}  // namespace usher::gateway
