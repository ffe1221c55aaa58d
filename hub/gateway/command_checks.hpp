// What can be said about a command's id without knowing the workspace. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "hub/core/model/command.hpp"

namespace usher::gateway {

/// The text form of a UUID, in any version and case.
bool is_command_id(std::string_view text);

/// Why a command with this id cannot be taken; empty when it can.
std::optional<core::Rejection> fault_of_command_id(std::string_view id);
}  // namespace usher::gateway
