#include "hub/store/search_query.hpp"

#include <algorithm>

#include "hub/store/history.hpp"

namespace usher::store {
namespace {

constexpr std::size_t kLeadBytes = 60;  // of the snippet before its first hit
constexpr std::string_view kMore = "…";

bool inside_character(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

/// On one line, and without marks that are not ours.
void append_plain(std::string& to, std::string_view text) {
    while (!text.empty()) {
        if (text.starts_with(kHitBegin) || text.starts_with(kHitEnd)) {
            text.remove_prefix(kHitBegin.size());
            continue;
        }
        const auto c = static_cast<unsigned char>(text.front());
        to += c < 0x20 || c == 0x7f ? ' ' : text.front();
        text.remove_prefix(1);
    }
}

}  // namespace

SearchQuery::SearchQuery(std::span<const Word> words) {
    for (const auto& word : words) words_.push_back(word.folded);
}

bool SearchQuery::matches(std::size_t index, std::string_view word) const {
    return index + 1 == words_.size() ? word.starts_with(words_[index]) : word == words_[index];
}

bool SearchQuery::hit(std::string_view word) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (matches(i, word)) return true;
    }
    return false;
}

bool SearchQuery::follows_from(std::span<const Word> text, std::size_t first) const {
    if (first + words_.size() > text.size()) return false;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (!matches(i, text[first + i].folded)) return false;
    }
    return true;
}

int SearchQuery::relevance(std::span<const Word> text) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        const auto found = [&](const Word& word) { return matches(i, word.folded); };
        if (std::ranges::none_of(text, found)) return 0;
    }
    int relevance = 1;
    if (std::ranges::find(text, words_.back(), &Word::folded) != text.end()) relevance += 1;
    for (std::size_t first = 0; words_.size() > 1 && first < text.size(); ++first) {
        if (follows_from(text, first)) return relevance + 2;
    }
    return relevance;
}

std::size_t SearchQuery::best_place(std::span<const Word> text) const {
    std::size_t first_hit = text.size();
    for (std::size_t i = text.size(); i-- > 0;) {
        if (hit(text[i].folded)) first_hit = i;
    }
    for (std::size_t i = first_hit; i < text.size(); ++i) {
        if (follows_from(text, i)) return i;
    }
    return first_hit;
}

std::string SearchQuery::snippet(std::string_view text, std::span<const Word> words) const {
    const auto place = best_place(words);
    std::size_t begin = 0;
    if (place < words.size() && words[place].begin > kLeadBytes) {
        // At a word, so that the snippet begins like a sentence; far inside one long word, at the
        // hit.
        begin = words[place].begin;
        for (auto i = place; i-- > 0 && words[i].begin + kLeadBytes >= words[place].begin;) {
            begin = words[i].begin;
        }
    }
    auto end = std::min(text.size(), begin + kSnippetBytes);
    while (end < text.size() && inside_character(text, end)) --end;

    std::string snippet(begin > 0 ? kMore : "");
    auto at = begin;
    for (const auto& word : words) {
        if (word.begin < at || word.end > end || !hit(word.folded)) continue;
        append_plain(snippet, text.substr(at, word.begin - at));
        snippet += kHitBegin;
        append_plain(snippet, text.substr(word.begin, word.end - word.begin));
        snippet += kHitEnd;
        at = word.end;
    }
    append_plain(snippet, text.substr(at, end - at));
    if (end < text.size()) snippet += kMore;
    return snippet;
}

}  // namespace usher::store
