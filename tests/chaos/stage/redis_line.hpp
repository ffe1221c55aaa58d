// One inline command to a redis-server on a unix socket, for arranging faults from the test's side.
// It waits for the answer only as long as an answer may take.
#pragma once

#include <filesystem>
#include <string>

namespace usher::chaos {

/// What Redis answered within half a second; empty when it did not.
std::string tell_redis(const std::filesystem::path& socket, const std::string& command);

}  // namespace usher::chaos
