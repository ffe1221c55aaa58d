#include "hub/store/sqlite/fold.hpp"

#include <algorithm>

#include "hub/store/event_key.hpp"
#include "hub/store/event_kind.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {

Fold::Fold(Connection& connection)
    : connection_(connection),
      // Sorted, so that each page of the index is changed once, whoever talks to whom.
      copy_places_(connection,
                   "INSERT INTO event_places SELECT conversation, seq, id FROM events"
                   " WHERE id > ?1 AND id <= ?2 AND conversation <> 0 ORDER BY conversation, seq"),
      select_events_(connection,
                     "SELECT id, kind, body FROM events WHERE id > ?1 AND id <= ?2 ORDER BY id"),
      insert_words_(connection, "INSERT INTO message_words (rowid, text) VALUES (?1, ?2)"),
      insert_key_(connection,
                  "INSERT INTO event_keys (workspace, key, event) VALUES (?1, ?2, ?3)") {}

void Fold::index(std::int64_t workspace, std::int64_t after, std::int64_t through) {
    copy_places_.run(after, through);
    std::vector<Keyed> keys;
    auto rows = select_events_.query(after, through);
    while (rows.next()) {
        const auto id = rows.integer(0);
        const auto event = read_body(connection_, rows.bytes(2));
        if (rows.integer(1) == kMessageKind) {
            insert_words_.run(id, message_of(connection_, event).text);
        }
        if (!event.key.empty()) keys.push_back({key_number(event.key), id});
    }
    insert_keys(workspace, keys);
}

void Fold::index_keys(std::int64_t workspace, std::int64_t after, std::int64_t through) {
    std::vector<Keyed> keys;
    auto rows = select_events_.query(after, through);
    while (rows.next()) {
        const auto event = read_body(connection_, rows.bytes(2));
        if (!event.key.empty()) keys.push_back({key_number(event.key), rows.integer(0)});
    }
    insert_keys(workspace, keys);
}

void Fold::insert_keys(std::int64_t workspace, std::vector<Keyed>& keys) {
    std::ranges::sort(keys);
    for (const auto& [key, event] : keys) insert_key_.run(workspace, key, event);
}

void index_missing_keys(Connection& connection) {
    Fold fold(connection);
    Statement select(connection,
                     "SELECT number, keyed_event, min(indexed_event, keyed_event + ?1)"
                     " FROM workspaces WHERE keyed_event < indexed_event LIMIT 1");
    Statement update(connection, "UPDATE workspaces SET keyed_event = ?2 WHERE number = ?1");
    const auto missing = [&] {
        auto rows = select.query(kFoldEvents);
        return rows.next();
    };
    while (missing()) {
        Transaction transaction(connection, Transaction::Lock::write);
        std::int64_t workspace = 0, after = 0, through = 0;
        {
            auto rows = select.query(kFoldEvents);
            if (!rows.next()) return;  // another process was faster
            workspace = rows.integer(0);
            after = rows.integer(1);
            through = rows.integer(2);
        }
        fold.index_keys(workspace, after, through);
        update.run(workspace, through);
        transaction.commit();
    }
}

}  // namespace usher::store::sqlite
