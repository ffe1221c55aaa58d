// The configuration as people read it: docs/configuration.md, and the listing of
// `usher check-config`. Both come from the table of keys, so they cannot go stale. Secrets are
// never shown.
#pragma once

#include <string>

#include "hub/ops/config.hpp"

namespace usher::ops {

/// The whole page, Markdown. A test compares it with the file; `docs/configuration.update` in
/// tests/unit/ops says how to write it anew.
std::string configuration_page();

/// Every key with its value in force and where it came from; valid TOML.
std::string effective_text(const LoadedConfig& loaded);

}  // namespace usher::ops
