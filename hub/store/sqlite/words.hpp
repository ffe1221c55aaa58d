// Text into words exactly as SQLite's index does it: by the tokenizer of its FTS5 itself, with the
// same settings. Search uses it for queries, for the few messages not indexed yet, and to find what
// to mark; other stores use it for their index too, so that words are the same everywhere.
#pragma once

#include <vector>

#include "hub/store/search_query.hpp"
#include "hub/store/sqlite/connection.hpp"

namespace usher::store::sqlite {

class Words {
  public:
    explicit Words(Connection& connection);
    /// On no database at all.
    Words();
    ~Words();
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    /// Replaces `words`, reusing its memory; stops after `count_max`.
    void split(std::string_view text, std::vector<Word>& words, std::size_t count_max) const;

  private:
    explicit Words(std::unique_ptr<Connection> own);
    struct Tokenizer;
    std::unique_ptr<Connection> own_;  ///< only of those that have no other
    std::unique_ptr<Tokenizer> tokenizer_;
};

}  // namespace usher::store::sqlite
