// What PostgreSQL can keep as text and as words of its full-text index. Used wherever texts of
// people reach its columns.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hub/store/search_query.hpp"

namespace usher::store::postgres {

/// It refuses NUL and whatever is not UTF-8, and with it the whole transaction.
bool storable(std::string_view text);
/// Without NUL; text that came through protobuf is UTF-8.
std::string storable_text(std::string_view text);

/// The words as a tsvector without positions. Longer words than it can hold are cut: they are still
/// found by their beginning.
std::string vector_text(std::span<const Word> words);
/// All of the words, the last one as a beginning, as a tsquery; empty when one of them cannot be in
/// the index.
std::string query_text(const SearchQuery& query);

}  // namespace usher::store::postgres
