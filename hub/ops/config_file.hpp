// Reads a TOML file into a flat list of settings with their places. Called by load_config only;
// knows nothing of which keys exist. The TOML library is seen in its .cpp and nowhere else.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "hub/ops/config.hpp"

namespace usher::ops {

/// A value of a kind that no key takes: a date, a float, a table inside a section.
struct OtherValue {
    std::string kind;
};
using SettingValue =
    std::variant<std::string, bool, std::int64_t, std::vector<std::string>, OtherValue>;

struct Setting {
    std::string section;  ///< empty for keys above the first [section]
    std::string key;      ///< empty when a section as such is meant, e.g. [listen] that is no table
    SettingValue value;
    ConfigPlace place;  ///< of the key
};

struct ConfigFile {
    std::vector<Setting> settings;        ///< in the order of the file
    std::vector<ConfigPlace> sections;    ///< place of each section; `source` holds its name
    std::vector<ConfigProblem> problems;  ///< cannot be read, or is not TOML
};

/// At most 1 MiB.
ConfigFile read_config_file(const std::filesystem::path& path);

}  // namespace usher::ops
