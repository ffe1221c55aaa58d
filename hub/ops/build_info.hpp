// What this program is: version, source revision, compiler. Shown by `usher --version`, the first
// log line and /metrics.
#pragma once

#include <string>
#include <string_view>

namespace usher::ops {

struct BuildInfo {
    std::string_view version;   ///< "0.1.0"
    std::string_view revision;  ///< short commit id; "unknown" outside a checkout
    std::string_view compiler;
    std::string_view build_type;
};

BuildInfo build_info();
/// "usher 0.1.0 (abd5ce3, Rel, Clang 19.1.7)"
std::string build_text();

}  // namespace usher::ops
