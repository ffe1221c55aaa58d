#include "hub/ops/config_text.hpp"

#include <fmt/core.h>

#include "hub/ops/config_keys.hpp"
#include "hub/ops/config_values.hpp"

namespace usher::ops {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Configuration

`usher serve` needs none. To change something, write a TOML file and start `usher serve --config usher.toml`;
`usher check-config usher.toml` says what is wrong with it, all at once, and shows what would be in force.

Every key can also be set by an environment variable, which wins over the file: `[listen] address` is
`USHER_LISTEN__ADDRESS`. Lists are separated by commas, switches are `true` or `false`. Keys marked *secret* are
never shown or logged, and can be read from a file instead: `USHER_REDIS__URL_FILE=/run/secrets/redis`.
Unknown keys, unknown variables and wrong values are errors. Changes count from the next start.

This page is made from the program's own table; a test keeps it so.
)";

std::string escape_cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

std::string source_text(const LoadedConfig& loaded, const ConfigKey& key) {
    const auto found = loaded.places.find(key.name());
    if (found == loaded.places.end()) return "default";
    const ConfigPlace& place = found->second;
    if (place.line == 0) return place.source;
    return fmt::format("{}:{}", place.source, place.line);
}

}  // namespace

std::string configuration_page() {
    std::string page(kIntroduction);
    std::string_view section;
    const Config defaults;
    for (const ConfigKey& key : config_keys()) {
        if (key.section != section) {
            section = key.section;
            page += fmt::format(
                "\n## [{}]\n\n| key | type | default | meaning |\n|---|---|---|---|\n", section);
        }
        std::string marks;
        if (key.secret) marks += " *Secret.*";
        if (!key.restart) marks += " *Live.*";
        page += fmt::format("| `{}` | {} | `{}` | {}{} |\n", key.key, escape_cell(type_text(key)),
                            value_text(defaults, key), escape_cell(key.help), marks);
    }
    return page;
}

std::string effective_text(const LoadedConfig& loaded) {
    std::string out;
    std::string_view section;
    for (const ConfigKey& key : config_keys()) {
        if (key.section != section) {
            section = key.section;
            out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
        }
        std::string value = value_text(loaded.config, key);
        if (key.secret && value != "\"\"") value = "\"(secret)\"";
        out += fmt::format("{} = {}  # {}\n", key.key, value, source_text(loaded, key));
    }
    return out;
}

}  // namespace usher::ops
