// Puts one written value into a Config, with the limits of its key, and writes values back as text.
// Shared by the file, the environment, the listing and the documentation. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "hub/ops/config_file.hpp"
#include "hub/ops/config_keys.hpp"

namespace usher::ops {

/// "500ms" is refused: "90s", "15m", "12h", "30d", one unit, whole and not negative.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// In the largest unit that stays whole.
std::string duration_text(std::chrono::seconds duration);

/// On failure what is wrong, as the end of a sentence after the key's name; the value of a secret
/// is not repeated.
std::optional<std::string> assign(Config& config, const ConfigKey& key, const SettingValue& value);
/// As above from a variable: lists are split at commas, numbers and switches are parsed.
std::optional<std::string> assign_text(Config& config, const ConfigKey& key, std::string_view text);

/// The value as TOML: quoted, escaped.
std::string value_text(const Config& config, const ConfigKey& key);
/// "text", "whole number from 1 to 10", "one of \"a\", \"b\"": for people.
std::string type_text(const ConfigKey& key);
std::string toml_quoted(std::string_view text);

}  // namespace usher::ops
