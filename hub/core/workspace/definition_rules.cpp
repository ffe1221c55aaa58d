#include "hub/core/workspace/definition_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hub/base/utf8.hpp"

namespace usher::core {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_origin(std::string_view text) {
    if (text == "*") return true;
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!text.starts_with(scheme)) continue;
        const auto place = text.substr(scheme.size());
        constexpr std::string_view kLetters =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
        return !place.empty() && place.find_first_not_of(kLetters) == place.npos;
    }
    return false;
}

}  // namespace

Rejection invalid_field(std::string field, std::string text) {
    return {"invalid", std::move(text), std::move(field)};
}

std::optional<Rejection> fault_of_name(const char* field, std::string_view name) {
    if (name.empty()) return invalid_field(field, "A name is needed.");
    if (name.size() > kNameBytesMax) {
        return invalid_field(field, fmt::format("At most {} bytes.", kNameBytesMax));
    }
    if (!is_utf8(name) || single_line(name, kNameBytesMax) != name || trimmed(name) != name) {
        return invalid_field(field, "One line of text, without spaces around it.");
    }
    return {};
}

std::optional<Rejection> fault_of_target(const char* field, std::chrono::seconds target) {
    if (target.count() >= 0 && target <= kTargetMax) return {};
    return invalid_field(field, "From 0 (no target) to 31 days.");
}

std::optional<Rejection> fault_of_origins(const std::vector<std::string>& origins) {
    if (origins.size() > kOriginsMax) {
        return invalid_field("origins", fmt::format("At most {} addresses.", kOriginsMax));
    }
    for (const auto& origin : origins) {
        if (origin.size() <= kOriginBytesMax && is_origin(origin)) continue;
        return invalid_field("origins",
                             fmt::format("“{}” is not an address like https://shop.example, nor *.",
                                         single_line(origin, 60)));
    }
    return {};
}

std::optional<Rejection> fault_of_email(std::string_view email) {
    const auto at = email.find('@');
    const bool bad = std::ranges::any_of(
        email, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
    if (!bad && is_utf8(email) && email.size() <= kEmailBytesMax && at != 0 && at != email.npos &&
        at + 1 < email.size()) {
        return {};
    }
    return invalid_field("email", "This is not an e-mail address.");
}

std::optional<Rejection> fault_of_queues(const Workspace& workspace,
                                         const std::vector<QueueId>& queues) {
    std::set<QueueId> seen;
    for (auto queue : queues) {
        if (!workspace.queues.contains(queue)) {
            return invalid_field("queue_ids", "There is no such queue.");
        }
        if (!seen.insert(queue).second) {
            return invalid_field("queue_ids", "The same queue is named twice.");
        }
    }
    return {};
}

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace usher::core
