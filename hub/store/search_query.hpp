// What somebody looks for, as words: how well a text matches, and the snippet that shows where. The
// same for every store; so are the words (see sqlite/words.hpp). It reads no database.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace usher::store {

struct Word {
    std::string folded;              ///< as words are compared: lower case, without accents
    std::size_t begin = 0, end = 0;  ///< bytes of the text it was read from
};

class SearchQuery {
  public:
    /// Every word must match; the last one matches words that begin with it.
    explicit SearchQuery(std::span<const Word> words);

    bool empty() const { return words_.empty(); }
    const std::vector<std::string>& words() const { return words_; }

    /// 0 when a word is missing. Otherwise at least 1: 2 more when the words follow each other as
    /// in the query, 1 more when the last one stands there whole.
    int relevance(std::span<const Word> text) const;

    /// About kSnippetBytes of `text` on one line, with every hit marked; `words` are those of
    /// `text`.
    std::string snippet(std::string_view text, std::span<const Word> words) const;
    static constexpr std::size_t kSnippetBytes = 240;

  private:
    bool matches(std::size_t index, std::string_view word) const;
    bool hit(std::string_view word) const;
    bool follows_from(std::span<const Word> text, std::size_t first) const;
    /// Where the snippet should look: the first place where all follow each other, or the first
    /// hit.
    std::size_t best_place(std::span<const Word> text) const;

    std::vector<std::string> words_;
};

}  // namespace usher::store
