#include "tests/lint/layers/source_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

namespace usher::lint {
namespace fs = std::filesystem;
namespace {

bool is_foreign(const std::string& name) {
    return name == "node_modules" || name == "dist" || name == "gen" || name == "build";
}

}  // namespace

bool ends_with_any(std::string_view path, const std::vector<std::string>& endings) {
    return std::ranges::any_of(endings, [&](const auto& ending) { return path.ends_with(ending); });
}

std::vector<SourceFile> read_tree(const fs::path& root, const std::vector<std::string>& folders,
                                  const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!fs::exists(root / folder)) continue;
        for (fs::recursive_directory_iterator it(root / folder), end; it != end; ++it) {
            const std::string name = it->path().filename().string();
            if (it->is_directory() && is_foreign(name)) it.disable_recursion_pending();
            if (!it->is_regular_file() || !ends_with_any(name, endings)) continue;
            std::ifstream in(it->path(), std::ios::binary);
            files.push_back({fs::relative(it->path(), root).generic_string(),
                             std::string{std::istreambuf_iterator<char>(in), {}}});
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

std::vector<Include> includes_of(const SourceFile& file) {
    std::vector<Include> out;
    std::istringstream lines(file.text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::string_view rest = line;
        const auto skip = [&] {
            rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        };
        skip();
        if (!rest.starts_with('#')) continue;
        rest.remove_prefix(1);
        skip();
        if (!rest.starts_with("include")) continue;
        rest.remove_prefix(7);
        skip();
        if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) continue;
        const auto end = rest.find(rest[0] == '"' ? '"' : '>', 1);
        if (end == std::string_view::npos) continue;
        out.push_back({std::string(rest.substr(1, end - 1)), number});
    }
    return out;
}

std::string code_only(std::string_view text) {
    std::string out(text);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < std::min(to, out.size()); ++i) {
            if (out[i] != '\n') out[i] = ' ';
        }
    };
    std::size_t i = 0;
    while (i < text.size()) {
        std::size_t end = 0;
        if (text.substr(i, 2) == "//") {
            end = text.find('\n', i);
        } else if (text.substr(i, 2) == "/*") {
            end = text.find("*/", i + 2);
            if (end != std::string_view::npos) end += 2;
        } else if (text.substr(i, 3) == "R\"(") {
            end = text.find(")\"", i + 3);
            if (end != std::string_view::npos) end += 2;
        } else if (text[i] == '"' ||
                   (text[i] == '\'' &&
                    (i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1]))))) {
            end = i + 1;
            while (end < text.size() && text[end] != text[i] && text[end] != '\n')
                end += text[end] == '\\' ? 2 : 1;
            ++end;
        } else {
            ++i;
            continue;
        }
        end = std::min(end, text.size());
        blank(i, end);
        i = end;
    }
    return out;
}

}  // namespace usher::lint
