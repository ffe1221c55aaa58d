// "Did you mean …?": the candidate that a mistyped word most likely stands for. Used by
// configuration errors and by the command line.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace usher::ops {

/// Insertions, removals, replacements and swaps of neighbours; case does not count.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Empty when nothing is near: at most a third of the word may differ, and never more than four
/// characters.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace usher::ops
