// Search in SQLite: candidates by the word index and by reading the few messages it does not know
// yet, then order and snippets from the texts. History calls it inside a read transaction.
#pragma once

#include <optional>

#include "hub/store/history.hpp"
#include "hub/store/search_query.hpp"
#include "hub/store/sqlite/statement.hpp"
#include "hub/store/sqlite/words.hpp"

namespace usher::store::sqlite {

class Search {
  public:
    explicit Search(Connection& connection);
    std::vector<SearchHit> run(WorkspaceId workspace, std::string_view query, std::size_t limit);

  private:
    struct Candidate {
        int relevance;
        std::int64_t event_id;
    };
    struct Range {
        std::int64_t first, indexed, last;  ///< first is before the first event
    };
    std::optional<Range> range_of(WorkspaceId workspace);
    std::vector<Candidate> candidates(const SearchQuery& query, const Range& range);
    void weigh(const SearchQuery& query, std::int64_t id, std::string_view body,
               std::vector<Candidate>& found);
    SearchHit hit(const SearchQuery& query, std::int64_t event_id);

    Connection& connection_;
    Words splitter_;
    Statement select_range_, select_unindexed_, select_indexed_, select_body_, select_hit_;
    std::vector<Word> words_;  ///< of the text at hand
};

}  // namespace usher::store::sqlite
