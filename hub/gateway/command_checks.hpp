// What can be said about a command without knowing the workspace: its id, its text, the page it
// came from. Pure; the engine checks again what matters, here people are answered at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/core/model/command.hpp"

namespace usher::gateway {

/// The text form of a UUID, in any version and case.
bool is_command_id(std::string_view text);

/// Why a command with this id cannot be taken; empty when it can.
std::optional<core::Rejection> fault_of_command_id(std::string_view id);
/// Why nobody can send this text; empty when one can.
std::optional<core::Rejection> fault_of_text(std::string_view text);

/// Cut to lengths worth keeping; addresses that are not http or https are dropped.
core::PageContext cleaned(const core::PageContext& page);
/// A language or zone as a browser reports it, at most 64 bytes.
std::string cleaned_tag(std::string_view text);

}  // namespace usher::gateway
