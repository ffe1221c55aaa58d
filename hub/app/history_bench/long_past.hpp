// A demo installation with a long past, made in a minute: so many conversations that were closed
// and forgotten long ago, written through the archive as the archiver would. For `usher bench
// --history` alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "hub/base/result.hpp"

namespace usher::app {

/// Fills `folder`, or leaves it as it is when it holds such a past already. Error conflict: it
/// holds something else, or half of one.
Result<void> make_long_past(const std::filesystem::path& folder, std::uint64_t conversations,
                            const std::function<void(std::string)>& progress);

}  // namespace usher::app
