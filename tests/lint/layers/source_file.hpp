// One file of the tree as the lint rules see it. Read from disk by the tests of the real tree,
// written by hand in the tests of the rules.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace usher::lint {

struct SourceFile {
    std::string path;  ///< from the root of the project, with '/'
    std::string text;
};

/// What is wrong, "path:line: sentence".
using Offences = std::vector<std::string>;

/// Files below `folders` whose name ends with one of `endings`; generated and foreign ones (build,
/// node_modules, dist, gen) are left out.
std::vector<SourceFile> read_tree(const std::filesystem::path& root,
                                  const std::vector<std::string>& folders,
                                  const std::vector<std::string>& endings);

struct Include {
    std::string target;  ///< between the quotes or brackets
    std::size_t line = 0;
};
std::vector<Include> includes_of(const SourceFile& file);

/// The text with comments and the inside of literals blanked; line numbers stay.
std::string code_only(std::string_view text);

bool ends_with_any(std::string_view path, const std::vector<std::string>& endings);

}  // namespace usher::lint
