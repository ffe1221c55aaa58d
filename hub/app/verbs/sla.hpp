// `usher sla check FILE`: which promises of time a timeline keeps and breaks, without a server.
#pragma once

#include <filesystem>

namespace usher::app {

/// "-" reads standard input. A mistake in the file is one line "path: reason" on stderr.
int run_sla_check(const std::filesystem::path& file);

}  // namespace usher::app
