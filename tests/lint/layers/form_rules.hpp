// The form of files: size, names, and the sentence each one opens with. Pure functions over source
// files.
#pragma once

#include <vector>

#include "tests/lint/layers/source_file.hpp"

namespace usher::lint {

inline constexpr std::size_t kLinesMax = 400;

/// .cpp, .hpp, .ts and .svelte above kLinesMax lines.
Offences check_size(const std::vector<SourceFile>& files);

/// Names that say nothing: util, helper, common, manager, misc, as a word of a file's or folder's
/// name.
Offences check_names(const std::vector<SourceFile>& files);

/// A test (…_test.cpp, ….test.ts, ….spec.ts) opens with a comment whose first sentence is its goal.
Offences check_test_goals(const std::vector<SourceFile>& files);

/// A header opens with a comment of at least one whole sentence, then #pragma once.
Offences check_header_comments(const std::vector<SourceFile>& files);

}  // namespace usher::lint
