// Text into words exactly as the index does it: by the tokenizer of SQLite's FTS5 itself, with the
// same settings. Search uses it for queries, for the few messages not indexed yet, and to find what
// to mark.
#pragma once

#include <vector>

#include "hub/store/search_query.hpp"
#include "hub/store/sqlite/connection.hpp"

namespace usher::store::sqlite {

class Words {
  public:
    explicit Words(Connection& connection);
    ~Words();
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    /// Replaces `words`, reusing its memory; stops after `count_max`.
    void split(std::string_view text, std::vector<Word>& words, std::size_t count_max) const;

  private:
    struct Tokenizer;
    std::unique_ptr<Tokenizer> tokenizer_;
};

}  // namespace usher::store::sqlite
