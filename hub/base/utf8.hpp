// Text as people write it: validity, trimming and cutting of UTF-8, byte lengths throughout.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// Without white space (ASCII and U+00A0, U+3000) at both ends.
std::string_view trimmed(std::string_view text);

/// At most `bytes_max` bytes, never inside a character; "…" is not added.
std::string_view cut(std::string_view text, std::size_t bytes_max);

/// One line: every run of white space and control characters becomes one space.
std::string single_line(std::string_view text, std::size_t bytes_max);

}  // namespace usher
