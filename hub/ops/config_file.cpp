#include "hub/ops/config_file.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace usher::ops {
namespace {

constexpr std::uintmax_t kFileMax = 1024 * 1024;

std::string kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time";
        case toml::node_type::none:
            break;
    }
    return "nothing";
}

SettingValue value_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* array = node.as_array()) {
        std::vector<std::string> list;
        for (const toml::node& item : *array) {
            const auto* text = item.as_string();
            if (text == nullptr) return OtherValue{"a list with " + kind_of(item)};
            list.push_back(text->get());
        }
        return list;
    }
    return OtherValue{kind_of(node)};
}

ConfigPlace place_of(const std::string& source, const toml::source_region& region) {
    return {source, region.begin.line, region.begin.column};
}

bool before(const ConfigPlace& a, const ConfigPlace& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
}

ConfigFile flatten(const toml::table& root, const std::string& source) {
    ConfigFile file;
    for (const auto& [name, node] : root) {
        const auto* section = node.as_table();
        const ConfigPlace at = place_of(source, name.source());
        if (section == nullptr) {
            file.settings.push_back({"", std::string(name.str()), value_of(node), at});
            continue;
        }
        file.sections.push_back({std::string(name.str()), at.line, at.column});
        for (const auto& [key, value] : *section) {
            file.settings.push_back({std::string(name.str()), std::string(key.str()),
                                     value_of(value), place_of(source, key.source())});
        }
    }
    std::ranges::sort(file.settings, before, &Setting::place);
    std::ranges::sort(file.sections, before);
    return file;
}

}  // namespace

ConfigFile read_config_file(const std::filesystem::path& path) {
    const auto failed = [&](std::string text) {
        ConfigFile file;
        file.problems.push_back({{path.string(), 0, 0}, std::move(text)});
        return file;
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return failed("is a folder, not a file");
    std::ifstream in(path, std::ios::binary);
    if (!in) return failed("cannot be opened; does it exist, and may this user read it?");
    std::string text(kFileMax + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kFileMax) return failed("is larger than 1 MiB");

    try {
        return flatten(toml::parse(text, path.string()), path.string());
    } catch (const toml::parse_error& error) {
        ConfigFile file;
        file.problems.push_back({place_of(path.string(), error.source()),
                                 fmt::format("is not TOML here: {}", error.description())});
        return file;
    }
}

}  // namespace usher::ops
