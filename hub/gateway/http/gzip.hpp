// Compresses a text once, at start, for clients that accept gzip. zlib is seen in its .cpp only.
#pragma once

#include <string>
#include <string_view>

namespace usher::gateway {

/// A gzip stream of the best level, the same bytes for the same input; empty when memory is short.
std::string gzip(std::string_view bytes);

}  // namespace usher::gateway
