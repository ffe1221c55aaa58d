// Search in PostgreSQL: candidates by the index of words, then order and snippets from the texts,
// with the words split as for every other store. History calls it inside a read transaction.
#pragma once

#include "hub/store/history.hpp"
#include "hub/store/postgres/statement.hpp"
#include "hub/store/sqlite/words.hpp"

namespace usher::store::postgres {

class Search {
  public:
    explicit Search(Connection& connection);
    std::vector<SearchHit> run(WorkspaceId workspace, std::string_view text, std::size_t limit);

  private:
    struct Candidate {
        int relevance;
        std::int64_t event_id;
    };
    /// Events of the workspace are numbered above `first` and below `end`.
    std::vector<Candidate> candidates(const SearchQuery& query, std::int64_t first,
                                      std::int64_t end);
    SearchHit hit(const SearchQuery& query, std::int64_t event_id);

    Connection& connection_;
    sqlite::Words splitter_;
    Statement select_range_, select_candidates_, select_hit_;
    std::vector<Word> words_;  ///< of the text at hand
};

}  // namespace usher::store::postgres
