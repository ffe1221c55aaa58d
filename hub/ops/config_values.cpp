#include "hub/ops/config_values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "hub/base/overloaded.hpp"
#include "hub/ops/nearest.hpp"

namespace usher::ops {
namespace {

using Problem = std::optional<std::string>;

std::string kind_of(const SettingValue& value) {
    return std::visit(overloaded{
                          [](const std::string&) -> std::string { return "a text"; },
                          [](bool) -> std::string { return "true or false"; },
                          [](std::int64_t) -> std::string { return "a whole number"; },
                          [](const std::vector<std::string>&) -> std::string { return "a list"; },
                          [](const OtherValue& other) { return other.kind; },
                      },
                      value);
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string choices_text(const ChoiceKey& key) {
    std::string out;
    for (const auto choice : key.choices) out += (out.empty() ? "" : ", ") + toml_quoted(choice);
    return out;
}

Problem set_choice(Config& config, const ChoiceKey& key, const std::string& text) {
    if (std::ranges::find(key.choices, text) == key.choices.end()) {
        const std::vector<std::string> known(key.choices.begin(), key.choices.end());
        const std::string near = nearest(text, known);
        return fmt::format(
            "is {}, but must be one of {}{}", toml_quoted(text), choices_text(key),
            near.empty() ? "" : fmt::format("; did you mean {}?", toml_quoted(near)));
    }
    key.field(config) = text;
    return std::nullopt;
}

Problem set_number(Config& config, const NumberKey& key, std::int64_t number) {
    if (number < key.least || number > key.most) {
        return fmt::format("is {}, but must be from {} to {}", number, key.least, key.most);
    }
    key.field(config) = number;
    return std::nullopt;
}

Problem set_duration(Config& config, const DurationKey& key, std::string_view text) {
    const auto duration = parse_duration(text);
    if (!duration) {
        return fmt::format(
            "is {}, but must be a duration such as \"90s\", \"15m\", \"12h\", \"30d\"",
            toml_quoted(text));
    }
    if (*duration < key.least || *duration > key.most) {
        return fmt::format("is {}, but must be from {} to {}", toml_quoted(text),
                           toml_quoted(duration_text(key.least)),
                           toml_quoted(duration_text(key.most)));
    }
    key.field(config) = *duration;
    return std::nullopt;
}

Problem wrong_type(const ConfigKey& key, const SettingValue& value) {
    return fmt::format("is {}, but must be {}", kind_of(value), type_text(key));
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view item = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        const auto first = item.find_first_not_of(' ');
        if (first == std::string_view::npos) continue;
        out.emplace_back(item.substr(first, item.find_last_not_of(' ') - first + 1));
    }
    return out;
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto number = parse_number(text.substr(0, text.size() - 1));
    if (!number || *number < 0 || *number > 10'000'000'000) return std::nullopt;
    switch (text.back()) {
        case 's':
            return std::chrono::seconds(*number);
        case 'm':
            return std::chrono::minutes(*number);
        case 'h':
            return std::chrono::hours(*number);
        case 'd':
            return std::chrono::hours(*number * 24);
        default:
            return std::nullopt;
    }
}

std::string duration_text(std::chrono::seconds duration) {
    const std::int64_t s = duration.count();
    if (s != 0 && s % 86'400 == 0) return fmt::format("{}d", s / 86'400);
    if (s != 0 && s % 3'600 == 0) return fmt::format("{}h", s / 3'600);
    if (s != 0 && s % 60 == 0) return fmt::format("{}m", s / 60);
    return fmt::format("{}s", s);
}

Problem assign(Config& config, const ConfigKey& key, const SettingValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return std::visit(
        overloaded{
            [&](const TextKey& k) -> Problem {
                if (text == nullptr) return wrong_type(key, value);
                if (text->find('\0') != std::string::npos) return "contains a NUL character";
                k.field(config) = *text;
                return std::nullopt;
            },
            [&](const ChoiceKey& k) -> Problem {
                return text != nullptr ? set_choice(config, k, *text) : wrong_type(key, value);
            },
            [&](const SwitchKey& k) -> Problem {
                const auto* flag = std::get_if<bool>(&value);
                if (flag == nullptr) return wrong_type(key, value);
                k.field(config) = *flag;
                return std::nullopt;
            },
            [&](const NumberKey& k) -> Problem {
                const auto* number = std::get_if<std::int64_t>(&value);
                return number != nullptr ? set_number(config, k, *number) : wrong_type(key, value);
            },
            [&](const DurationKey& k) -> Problem {
                return text != nullptr ? set_duration(config, k, *text) : wrong_type(key, value);
            },
            [&](const ListKey& k) -> Problem {
                const auto* list = std::get_if<std::vector<std::string>>(&value);
                if (list == nullptr) return wrong_type(key, value);
                k.field(config) = *list;
                return std::nullopt;
            },
        },
        key.type);
}

Problem assign_text(Config& config, const ConfigKey& key, std::string_view text) {
    if (std::holds_alternative<ListKey>(key.type)) return assign(config, key, split(text));
    if (std::holds_alternative<SwitchKey>(key.type)) {
        if (text == "true" || text == "1") return assign(config, key, true);
        if (text == "false" || text == "0") return assign(config, key, false);
        return fmt::format("is {}, but must be true or false", toml_quoted(text));
    }
    if (std::holds_alternative<NumberKey>(key.type)) {
        const auto number = parse_number(text);
        if (number) return assign(config, key, *number);
        return fmt::format("is {}, but must be {}", toml_quoted(text), type_text(key));
    }
    return assign(config, key, std::string(text));
}

std::string toml_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\u{:04X}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string value_text(const Config& config, const ConfigKey& key) {
    Config copy = config;  // the table's accessors are for writing
    return std::visit(
        overloaded{
            [&](const TextKey& k) { return toml_quoted(k.field(copy)); },
            [&](const ChoiceKey& k) { return toml_quoted(k.field(copy)); },
            [&](const SwitchKey& k) -> std::string { return k.field(copy) ? "true" : "false"; },
            [&](const NumberKey& k) { return std::to_string(k.field(copy)); },
            [&](const DurationKey& k) { return toml_quoted(duration_text(k.field(copy))); },
            [&](const ListKey& k) {
                std::string out;
                for (const auto& item : k.field(copy)) {
                    out += (out.empty() ? "" : ", ") + toml_quoted(item);
                }
                return "[" + out + "]";
            },
        },
        key.type);
}

std::string type_text(const ConfigKey& key) {
    return std::visit(overloaded{
                          [](const TextKey&) -> std::string { return "a text"; },
                          [](const ChoiceKey& k) { return "one of " + choices_text(k); },
                          [](const SwitchKey&) -> std::string { return "true or false"; },
                          [](const NumberKey& k) {
                              return fmt::format("a whole number from {} to {}", k.least, k.most);
                          },
                          [](const DurationKey& k) {
                              return fmt::format("a duration from {} to {}",
                                                 toml_quoted(duration_text(k.least)),
                                                 toml_quoted(duration_text(k.most)));
                          },
                          [](const ListKey&) -> std::string { return "a list of texts"; },
                      },
                      key.type);
}

}  // namespace usher::ops
