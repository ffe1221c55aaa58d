#include "hub/ops/config.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <tuple>

#include "hub/ops/config_check.hpp"
#include "hub/ops/config_file.hpp"
#include "hub/ops/config_keys.hpp"
#include "hub/ops/config_values.hpp"
#include "hub/ops/nearest.hpp"

// NOLINTNEXTLINE: POSIX gives the environment by this name only
extern char** environ;

namespace usher::ops {
namespace {

constexpr std::string_view kPrefix = "USHER_";
constexpr std::size_t kSecretMax = 64 * 1024;

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string near = nearest(word, candidates);
    return near.empty() ? "" : fmt::format("; did you mean {}?", near);
}

class Loader {
  public:
    void take_file(const std::filesystem::path& path) {
        ConfigFile file = read_config_file(path);
        problems_ = std::move(file.problems);
        for (const ConfigPlace& section : file.sections) check_section(path, section);
        for (const Setting& setting : file.settings) take_setting(setting);
    }

    void take_environment(const Environment& environment) {
        for (const auto& [name, value] : environment) take_variable(name, value, environment);
    }

    std::expected<LoadedConfig, std::vector<ConfigProblem>> finish() {
        const bool values_are_good = problems_.empty();
        // Values that were refused still have their defaults; checking those would mislead.
        if (values_are_good) {
            for (const CheckProblem& problem : check(loaded_.config)) {
                const auto place = loaded_.places.find(problem.key);
                add(place == loaded_.places.end() ? ConfigPlace{"default", 0, 0} : place->second,
                    problem.key + " " + problem.text);
            }
        }
        if (problems_.empty()) return std::move(loaded_);
        std::ranges::sort(problems_, {}, [](const ConfigProblem& p) {
            return std::tuple(p.place.line == 0, p.place.line, p.place.column, p.place.source,
                              p.text);
        });
        return std::unexpected(std::move(problems_));
    }

  private:
    void add(ConfigPlace place, std::string text) {
        problems_.push_back({std::move(place), std::move(text)});
    }

    void check_section(const std::filesystem::path& path, const ConfigPlace& section) {
        std::vector<std::string> known;
        for (const ConfigKey& key : config_keys()) {
            if (key.section == section.source) return;
            if (known.empty() || known.back() != key.section) known.emplace_back(key.section);
        }
        add({path.string(), section.line, section.column},
            fmt::format("unknown section [{}]{}", section.source,
                        suggestion(section.source, known)));
        unknown_sections_.push_back(section.source);
    }

    void take_setting(const Setting& setting) {
        if (std::ranges::find(unknown_sections_, setting.section) != unknown_sections_.end())
            return;
        const ConfigKey* key = find_config_key(setting.section, setting.key);
        if (key == nullptr) {
            std::vector<std::string> known;
            for (const ConfigKey& k : config_keys()) {
                if (setting.section.empty() || k.section == setting.section) {
                    known.emplace_back(k.key);
                    known.push_back(k.name());
                }
            }
            const std::string section = setting.section.empty() ? "" : setting.section + ".";
            const std::string where = setting.section.empty() ? " above the first [section]" : "";
            add(setting.place, fmt::format("unknown key {}{}{}{}", section, setting.key, where,
                                           suggestion(setting.key, known)));
            return;
        }
        set(*key, setting.place, assign(loaded_.config, *key, setting.value));
    }

    void take_variable(const std::string& name, const std::string& value,
                       const Environment& environment) {
        std::vector<std::string> known;
        for (const ConfigKey& key : config_keys()) {
            known.push_back(key.variable());
            if (name == known.back()) {
                return set(key, {name, 0, 0}, assign_text(loaded_.config, key, value));
            }
            if (!key.secret) continue;
            known.push_back(key.variable() + "_FILE");
            if (name == known.back()) return take_secret_file(key, name, value, environment);
        }
        const std::string hint = suggestion(name, known);
        // Others use this prefix too (USHER_CONFIG, tests): only what looks like a key is refused.
        const bool looks_like_key = name.find("__") != std::string::npos || !hint.empty();
        if (looks_like_key) add({name, 0, 0}, "unknown variable" + hint);
    }

    void take_secret_file(const ConfigKey& key, const std::string& name, const std::string& path,
                          const Environment& environment) {
        const bool both = std::ranges::any_of(
            environment, [&](const auto& entry) { return entry.first == key.variable(); });
        if (both)
            return add({name, 0, 0}, fmt::format("and {} are both set; keep one", key.variable()));
        std::ifstream in(path, std::ios::binary);
        std::string text(kSecretMax + 1, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
        if (text.empty() || text.size() > kSecretMax) {
            return add({name, 0, 0},
                       fmt::format("names {}, which cannot be read, is empty or is above 64 KiB",
                                   toml_quoted(path)));
        }
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        set(key, {name, 0, 0}, assign_text(loaded_.config, key, text));
    }

    void set(const ConfigKey& key, const ConfigPlace& place, std::optional<std::string> problem) {
        if (problem) return add(place, key.name() + " " + *problem);
        loaded_.places.insert_or_assign(key.name(), place);
    }

    LoadedConfig loaded_;
    std::vector<ConfigProblem> problems_;
    std::vector<std::string> unknown_sections_;
};

}  // namespace

std::string ConfigProblem::message() const {
    if (place.line == 0) return fmt::format("{}: {}", place.source, text);
    return fmt::format("{}:{}:{}: {}", place.source, place.line, place.column, text);
}

Environment process_environment() {
    Environment out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
        out.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    std::ranges::sort(out);
    return out;
}

std::expected<LoadedConfig, std::vector<ConfigProblem>> load_config(
    const std::optional<std::filesystem::path>& file, const Environment& environment) {
    Loader loader;
    if (file) loader.take_file(*file);
    loader.take_environment(environment);
    return loader.finish();
}

}  // namespace usher::ops
