#include "hub/ops/build_info.hpp"

#include <fmt/core.h>

namespace usher::ops {

BuildInfo build_info() {
    return {USHER_VERSION, USHER_REVISION, __VERSION__, USHER_BUILD_TYPE};
}

std::string build_text() {
    const BuildInfo info = build_info();
    return fmt::format("usher {} ({}, {}, {})", info.version, info.revision, info.build_type,
                       info.compiler);
}

}  // namespace usher::ops
