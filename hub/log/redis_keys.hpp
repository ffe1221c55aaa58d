// The names of our keys and the ids of our streams in Redis. Used by everything of this room that
// talks to Redis; docs/redis.md lists them for operators.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::log {

/// The field that carries the bytes of an entry.
inline constexpr std::string_view kField = "m";

/// "{wsp_…}:name". The workspace in braces is the hash tag: all keys of a workspace share a cluster
/// slot.
std::string key_of(WorkspaceId workspace, std::string_view name);

/// Of the event with that version.
std::string id_of_version(std::uint64_t version);
/// Nothing for ids that append_event did not write.
std::optional<std::uint64_t> version_of(std::string_view id);
Error alien_id(std::string_view id);

/// A stream id, in the order Redis gives them.
struct StreamPosition {
    std::uint64_t ms = 0;
    std::uint64_t nth = 0;
    auto operator<=>(const StreamPosition&) const = default;

    /// "<ms>-<n>" or "<ms>"; nothing for anything else.
    static std::optional<StreamPosition> parse(std::string_view id);
    std::string text() const;
};

}  // namespace usher::log
