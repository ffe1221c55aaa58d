// What can be the text of a message at all. Asked at the door, so that people are answered at once,
// and by the engine, which decides.
#pragma once

#include <optional>
#include <string_view>

#include "hub/core/model/command.hpp"

namespace usher::core {

/// Why nobody can send this text; nothing when one can.
std::optional<Rejection> fault_of_text(std::string_view text);

}  // namespace usher::core
