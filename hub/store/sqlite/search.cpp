#include "hub/store/sqlite/search.hpp"

#include <algorithm>

#include "hub/base/utf8.hpp"
#include "hub/store/event_kind.hpp"
#include "hub/store/sqlite/archive.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {
namespace {

constexpr std::size_t kQueryBytesMax = 1024;
constexpr std::size_t kTextWordsMax = 8192;  // more than a message of 16 KiB can hold

/// In the index's query language, with every word quoted: an implicit AND.
std::string match_expression(const SearchQuery& query) {
    std::string expression;
    for (const auto& word : query.words()) {
        expression += expression.empty() ? "\"" : " \"";
        for (char c : word) {
            if (c == '"') expression += c;
            expression += c;
        }
        expression += '"';
    }
    return expression + " *";
}

/// Stops the statements of a search that takes too long.
class TimeLimit {
  public:
    explicit TimeLimit(Connection& connection)
        : connection_(connection), end_(std::chrono::steady_clock::now() + kSearchTime) {
        connection_.interrupt_when([this] { return over(); });
    }
    ~TimeLimit() { connection_.interrupt_when({}); }
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

  private:
    bool over() const { return std::chrono::steady_clock::now() >= end_; }
    Connection& connection_;
    std::chrono::steady_clock::time_point end_;
};

}  // namespace

Search::Search(Connection& connection)
    : connection_(connection),
      splitter_(connection),
      select_range_(connection,
                    "SELECT number << ?2, indexed_event, last_event FROM workspaces WHERE id = ?1"),
      select_unindexed_(connection,
                        "SELECT id, body FROM events WHERE id > ?1 AND id <= ?2 AND kind = ?3"
                        " ORDER BY id DESC"),
      select_indexed_(connection,
                      "SELECT rowid FROM message_words WHERE message_words MATCH ?1"
                      " AND rowid > ?2 AND rowid <= ?3 ORDER BY rowid DESC LIMIT ?4"),
      select_body_(connection, "SELECT body FROM events WHERE id = ?1"),
      select_hit_(connection,
                  "SELECT c.id, c.contact, coalesce(k.display_name, ''), e.body FROM events AS e"
                  " JOIN conversations AS c ON c.number = e.conversation"
                  " LEFT JOIN contacts AS k ON k.workspace = c.workspace AND k.id = c.contact"
                  " WHERE e.id = ?1") {}

std::vector<SearchHit> Search::run(WorkspaceId workspace, std::string_view text,
                                   std::size_t limit) {
    splitter_.split(cut(text, kQueryBytesMax), words_, kSearchWordsMax);
    const SearchQuery query(words_);
    const auto range = range_of(workspace);
    if (query.empty() || !range) return {};

    const TimeLimit time_limit(connection_);
    auto found = candidates(query, *range);
    std::ranges::sort(found, [](const Candidate& a, const Candidate& b) {
        if (a.relevance != b.relevance) return a.relevance > b.relevance;
        return a.event_id > b.event_id;
    });
    if (found.size() > limit) found.resize(limit);
    std::vector<SearchHit> hits;
    for (const auto& candidate : found) hits.push_back(hit(query, candidate.event_id));
    return hits;
}

std::optional<Search::Range> Search::range_of(WorkspaceId workspace) {
    auto rows = select_range_.query(workspace, kEventBits);
    if (!rows.next()) return std::nullopt;
    return Range{rows.integer(0), rows.integer(1), rows.integer(2)};
}

std::vector<Search::Candidate> Search::candidates(const SearchQuery& query, const Range& range) {
    std::vector<Candidate> found;
    auto unindexed = select_unindexed_.query(range.indexed, range.last, kMessageKind);
    while (found.size() < kSearchCandidates && unindexed.next()) {
        weigh(query, unindexed.integer(0), unindexed.bytes(1), found);
    }
    const auto expression = match_expression(query);
    const auto room = static_cast<std::int64_t>(kSearchCandidates - found.size());
    auto indexed =
        select_indexed_.query(std::string_view(expression), range.first, range.indexed, room);
    while (indexed.next()) {
        auto body = select_body_.query(indexed.integer(0));
        if (!body.next())
            raise_damaged(connection_, "the word index names an event that is not there");
        weigh(query, indexed.integer(0), body.bytes(0), found);
    }
    return found;
}

void Search::weigh(const SearchQuery& query, std::int64_t id, std::string_view body,
                   std::vector<Candidate>& found) {
    const auto event = read_body(connection_, body);
    splitter_.split(message_of(connection_, event).text, words_, kTextWordsMax);
    if (const int relevance = query.relevance(words_); relevance > 0)
        found.push_back({relevance, id});
}

SearchHit Search::hit(const SearchQuery& query, std::int64_t event_id) {
    auto rows = select_hit_.query(event_id);
    if (!rows.next()) raise_damaged(connection_, "a message without its conversation");
    const auto event = read_body(connection_, rows.bytes(3));
    const auto& message = message_of(connection_, event);
    splitter_.split(message.text, words_, kTextWordsMax);
    return {.conversation = rows.id<ConversationId>(0),
            .seq = event.seq,
            .message = message.id,
            .occurred = event.occurred,
            .author = event.actor.role,
            .note = message.note(),
            .snippet = query.snippet(message.text, words_),
            .contact = rows.id<ContactId>(1),
            .contact_name = rows.text(2)};
}

}  // namespace usher::store::sqlite
