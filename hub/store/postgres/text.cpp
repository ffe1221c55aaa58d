#include "hub/store/postgres/text.hpp"

#include <algorithm>

#include "hub/base/utf8.hpp"

namespace usher::store::postgres {
namespace {

constexpr std::size_t kWordBytesMax = 2000;  // a lexeme has 2046 at most

void append_quoted(std::string& to, std::string_view word) {
    to += '\'';
    for (char c : word) {
        if (c == '\'' || c == '\\') to += c;
        to += c;
    }
    to += '\'';
}

}  // namespace

bool storable(std::string_view text) {
    return is_utf8(text) && !text.contains('\0');
}

std::string storable_text(std::string_view text) {
    std::string kept(text);
    std::erase(kept, '\0');
    return kept;
}

std::string vector_text(std::span<const Word> words) {
    std::string text;
    for (const auto& word : words) {
        if (!storable(word.folded)) continue;
        append_quoted(text, cut(word.folded, kWordBytesMax));
        text += ' ';
    }
    return text;
}

std::string query_text(const SearchQuery& query) {
    std::string text;
    for (const auto& word : query.words()) {
        if (!storable(word) || word.size() > kWordBytesMax) return {};
        if (!text.empty()) text += " & ";
        append_quoted(text, word);
    }
    return text.empty() ? text : text + ":*";
}

}  // namespace usher::store::postgres
