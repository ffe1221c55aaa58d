#include "hub/gateway/command_checks.hpp"

namespace usher::gateway {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
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

}  // namespace usher::gateway
