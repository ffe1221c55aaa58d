// The one table of configuration keys. Reading, checking, the effective listing of
// `usher check-config` and docs/configuration.md all come from it; a new key is one line here, one
// member of Config, and the regenerated page.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/ops/config.hpp"

namespace usher::ops {

template <class T>
using Field = T& (*)(Config&);

struct TextKey {
    Field<std::string> field;
};
struct ChoiceKey {
    Field<std::string> field;
    std::vector<std::string_view> choices;
};
struct SwitchKey {
    Field<bool> field;
};
struct NumberKey {
    Field<std::int64_t> field;
    std::int64_t least;
    std::int64_t most;
};
/// Written as "90s", "15m", "12h", "30d".
struct DurationKey {
    Field<std::chrono::seconds> field;
    std::chrono::seconds least, most;
};
struct ListKey {
    Field<std::vector<std::string>> field;
};

struct ConfigKey {
    std::string_view section;
    std::string_view key;
    std::variant<TextKey, ChoiceKey, SwitchKey, NumberKey, DurationKey, ListKey> type;
    std::string_view help;
    bool secret = false;  ///< also as …_FILE, never shown
    bool restart = true;  ///< a change counts from the next start

    std::string name() const;      ///< "listen.address"
    std::string variable() const;  ///< "USHER_LISTEN__ADDRESS"
};

std::span<const ConfigKey> config_keys();
const ConfigKey* find_config_key(std::string_view section, std::string_view key);

}  // namespace usher::ops
