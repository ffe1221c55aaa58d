#include "tests/lint/layers/form_rules.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace usher::lint {
namespace {

constexpr std::array<std::string_view, 8> kEmptyNames{"util",   "utils",   "helper",   "helpers",
                                                      "common", "manager", "managers", "misc"};

/// The words of a path's name: "RateHelpers_v2.test.ts" has Rate, Helpers, v2, test, ts.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    char last = '\0';
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool hump = upper && !(last >= 'A' && last <= 'Z');
        if ((!letter || hump) && !words.back().empty()) words.emplace_back();
        if (letter) words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
        last = c;
    }
    return words;
}

/// The comment a file opens with, its marks taken away; empty when it opens with anything else.
std::string opening_comment(std::string_view text) {
    std::string out;
    if (text.starts_with("/*") || text.starts_with("<!--")) {
        const bool html = text.starts_with('<');
        const auto end = text.find(html ? "-->" : "*/");
        return std::string(text.substr(0, end));
    }
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line) && line.starts_with("//");) {
        out += line.substr(std::min(line.find_first_not_of("/ "), line.size())) + ' ';
    }
    return out;
}

/// Four words and a full stop somewhere: a sentence, not a file name or a licence mark.
bool has_sentence(const std::string& comment) {
    const auto stop = comment.find_first_of(".!?;:");
    return stop != std::string::npos && std::ranges::count(comment, ' ') >= 4 &&
           comment.find_first_of(".!?") != std::string::npos;
}

bool is_test(std::string_view path) {
    return path.starts_with("tests/") ? ends_with_any(path, {"_test.cpp", ".test.ts", ".spec.ts"})
                                      : ends_with_any(path, {".test.ts", ".spec.ts"});
}

}  // namespace

Offences check_size(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        if (!ends_with_any(file.path, {".cpp", ".hpp", ".ts", ".svelte"})) continue;
        const auto lines = static_cast<std::size_t>(std::ranges::count(file.text, '\n'));
        if (lines > kLinesMax) {
            out.push_back(file.path + ":1: has " + std::to_string(lines) + " lines, more than " +
                          std::to_string(kLinesMax));
        }
    }
    return out;
}

Offences check_names(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        for (const std::string& word : words_of(file.path)) {
            if (std::ranges::find(kEmptyNames, word) == kEmptyNames.end()) continue;
            out.push_back(file.path + ":1: '" + word +
                          "' in a name says nothing; name what it does");
        }
    }
    return out;
}

Offences check_test_goals(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        if (is_test(file.path) && !has_sentence(opening_comment(file.text))) {
            out.push_back(file.path + ":1: a test opens with its goal in one sentence");
        }
    }
    return out;
}

Offences check_header_comments(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        if (!file.path.ends_with(".hpp")) continue;
        if (!has_sentence(opening_comment(file.text))) {
            out.push_back(file.path + ":1: a header opens with what it is and who calls it");
        }
        if (file.text.find("\n#pragma once\n") == std::string::npos) {
            out.push_back(file.path + ":1: lacks #pragma once");
        }
    }
    return out;
}

}  // namespace usher::lint
