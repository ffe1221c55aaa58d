#include "hub/store/postgres/search.hpp"

#include <algorithm>

#include "hub/base/utf8.hpp"
#include "hub/store/postgres/body.hpp"
#include "hub/store/postgres/text.hpp"

namespace usher::store::postgres {
namespace {

constexpr std::size_t kQueryBytesMax = 1024;
constexpr std::size_t kTextWordsMax = 8192;  // more than a message of 16 KiB can hold
constexpr std::int64_t kRowsAtOnce = 250;
constexpr auto kStatementTime = std::chrono::duration_cast<std::chrono::milliseconds>(kSearchTime);

}  // namespace

Search::Search(Connection& connection)
    : connection_(connection),
      select_range_(connection,
                    "SELECT number << 40, (number + 1) << 40 FROM workspaces WHERE id = $1"),
      select_candidates_(connection,
                         "SELECT id, body FROM events WHERE words @@ CAST($1::text AS tsquery)"
                         " AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4"),
      select_hit_(connection,
                  "SELECT c.id, c.contact, coalesce(k.display_name, ''), e.body FROM events AS e"
                  " JOIN conversations AS c ON c.number = e.conversation"
                  " LEFT JOIN contacts AS k ON k.workspace = c.workspace AND k.id = c.contact"
                  " WHERE e.id = $1") {}

std::vector<SearchHit> Search::run(WorkspaceId workspace, std::string_view text,
                                   std::size_t limit) {
    splitter_.split(cut(text, kQueryBytesMax), words_, kSearchWordsMax);
    const SearchQuery query(words_);
    if (query.empty() || limit == 0) return {};
    auto range = select_range_.query(workspace);
    if (!range.next()) return {};
    const Urgency urgency(connection_, kStatementTime, Error::Kind::exhausted);
    auto found = candidates(query, range.integer(0), range.integer(1));
    std::ranges::sort(found, [](const Candidate& a, const Candidate& b) {
        if (a.relevance != b.relevance) return a.relevance > b.relevance;
        return a.event_id > b.event_id;
    });
    if (found.size() > limit) found.resize(limit);
    std::vector<SearchHit> hits;
    for (const auto& candidate : found) hits.push_back(hit(query, candidate.event_id));
    return hits;
}

std::vector<Search::Candidate> Search::candidates(const SearchQuery& query, std::int64_t first,
                                                  std::int64_t end) {
    std::vector<Candidate> found;
    const auto text = query_text(query);
    const auto until = std::chrono::steady_clock::now() + kSearchTime;
    for (bool more = !text.empty(); more && found.size() < kSearchCandidates;) {
        if (std::chrono::steady_clock::now() > until) {
            raise(Error::Kind::exhausted, "this takes too long; ask for less");
        }
        auto rows = select_candidates_.query(text, first, end, kRowsAtOnce);
        more = rows.count() == kRowsAtOnce;
        while (found.size() < kSearchCandidates && rows.next()) {
            end = rows.integer(0);
            const auto event = read_body(connection_, rows.bytes(1));
            splitter_.split(message_of(connection_, event).text, words_, kTextWordsMax);
            const int relevance = query.relevance(words_);
            if (relevance > 0) found.push_back({relevance, end});
        }
    }
    return found;
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

}  // namespace usher::store::postgres
