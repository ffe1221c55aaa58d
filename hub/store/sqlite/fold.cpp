#include "hub/store/sqlite/fold.hpp"

#include "hub/store/event_kind.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {

Fold::Fold(Connection& connection)
    : connection_(connection),
      // Sorted, so that each page of the index is changed once, whoever talks to whom.
      copy_places_(connection,
                   "INSERT INTO event_places SELECT conversation, seq, id FROM events"
                   " WHERE id > ?1 AND id <= ?2 AND conversation <> 0 ORDER BY conversation, seq"),
      select_messages_(connection,
                       "SELECT id, body FROM events"
                       " WHERE id > ?1 AND id <= ?2 AND kind = ?3 ORDER BY id"),
      insert_words_(connection, "INSERT INTO message_words (rowid, text) VALUES (?1, ?2)") {}

void Fold::index(std::int64_t after, std::int64_t through) {
    copy_places_.run(after, through);
    auto rows = select_messages_.query(after, through, kMessageKind);
    while (rows.next()) {
        const auto event = read_body(connection_, rows.bytes(1));
        insert_words_.run(rows.integer(0), message_of(connection_, event).text);
    }
}

}  // namespace usher::store::sqlite
