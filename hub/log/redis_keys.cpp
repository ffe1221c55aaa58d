#include "hub/log/redis_keys.hpp"

#include <fmt/format.h>

#include <charconv>

namespace usher::log {

std::string key_of(WorkspaceId workspace, std::string_view name) {
    return fmt::format("{{{}}}:{}", workspace.text(), name);
}

std::string id_of_version(std::uint64_t version) {
    return fmt::format("{}-0", version);
}

std::optional<std::uint64_t> version_of(std::string_view id) {
    const auto position = StreamPosition::parse(id);
    if (!position || !id.ends_with("-0")) return std::nullopt;
    return position->ms;
}

Error alien_id(std::string_view id) {
    return {
        Error::Kind::corrupt,
        fmt::format("a log stream holds the id {}, which Usher did not write", id.substr(0, 64))};
}

std::optional<StreamPosition> StreamPosition::parse(std::string_view id) {
    const auto number = [](std::string_view digits) -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
        if (error != std::errc{} || end != digits.end()) return std::nullopt;
        return value;
    };
    const auto dash = id.find('-');
    const auto ms = number(id.substr(0, dash));
    const auto nth =
        dash == id.npos ? std::optional<std::uint64_t>(0) : number(id.substr(dash + 1));
    if (!ms || !nth) return std::nullopt;
    return StreamPosition{*ms, *nth};
}

std::string StreamPosition::text() const {
    return fmt::format("{}-{}", ms, nth);
}

}  // namespace usher::log
