#include "hub/store/sqlite/archive_batch.hpp"

namespace usher::store::sqlite {

ConversationRows::ConversationRows(Connection& connection, std::int64_t workspace)
    : connection_(connection),
      workspace_(workspace),
      select_(connection,
              "SELECT number, id, contact, inbox, queue, assignee, status, opened_ms"
              " FROM conversations WHERE workspace = ?1 AND id = ?2"),
      select_last_(connection,
                   "SELECT seq, event FROM event_places WHERE conversation = ?1"
                   " ORDER BY seq DESC LIMIT 1"),
      select_unindexed_(connection,
                        "SELECT c.number, c.id, c.contact, c.inbox, c.queue, c.assignee, c.status,"
                        " c.opened_ms, e.last_seq, e.last_event"
                        " FROM (SELECT conversation, max(seq) AS last_seq, max(id) AS last_event"
                        "       FROM events"
                        "       WHERE id > ?1 AND id <= ?2 AND conversation <> 0"
                        "       GROUP BY conversation) AS e"
                        " JOIN conversations AS c ON c.number = e.conversation"),
      insert_(connection,
              "INSERT INTO conversations"
              " (workspace, id, contact, inbox, queue, assignee, status, opened_ms)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      update_(connection,
              "UPDATE conversations SET queue = ?2, assignee = ?3, status = ?4 WHERE number = ?1") {
}

ConversationRow& ConversationRows::remember(Rows& rows) {
    ConversationRow row;
    row.number = rows.integer(0);
    row.id = rows.id<ConversationId>(1);
    row.contact = rows.id<ContactId>(2);
    row.inbox = rows.id<InboxId>(3);
    row.queue = rows.id<QueueId>(4);
    row.assignee = rows.id<AgentId>(5);
    row.status = static_cast<core::ConversationStatus>(rows.integer(6));
    row.opened = from_ms(rows.integer(7));
    return rows_.insert_or_assign(row.id, row).first->second;
}

ConversationRow* ConversationRows::find(ConversationId id) {
    if (auto known = rows_.find(id); known != rows_.end()) return &known->second;
    auto rows = select_.query(workspace_, id);
    if (!rows.next()) return nullptr;
    auto& row = remember(rows);
    auto last = select_last_.query(row.number);
    if (last.next()) {
        row.last_seq = last.natural(0);
        row.last_event = last.integer(1);
    }
    return &row;
}

ConversationRow& ConversationRows::insert(ConversationRow row) {
    insert_.run(workspace_, row.id, row.contact, row.inbox, row.queue, row.assignee,
                static_cast<int>(row.status), to_ms(row.opened));
    row.number = connection_.last_rowid();
    return rows_.insert_or_assign(row.id, row).first->second;
}

void ConversationRows::load_unindexed(std::int64_t indexed_event, std::int64_t last_event) {
    auto rows = select_unindexed_.query(indexed_event, last_event);
    while (rows.next()) {
        auto& row = remember(rows);
        row.last_seq = rows.natural(8);
        row.last_event = rows.integer(9);
    }
}

void ConversationRows::mark_changed(ConversationRow& row) {
    if (row.changed) return;
    row.changed = true;
    changed_.push_back(&row);
}

void ConversationRows::write_changed() {
    for (auto* row : changed_) {
        update_.run(row->number, row->queue, row->assignee, static_cast<int>(row->status));
        row->changed = false;
    }
    changed_.clear();
}

ContactRows::ContactRows(Connection& connection, std::int64_t workspace)
    : workspace_(workspace),
      upsert_(connection,
              "INSERT INTO contacts"
              " (workspace, id, created_ms, display_name, email, locale, time_zone)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
              " ON CONFLICT DO UPDATE SET display_name = excluded.display_name,"
              " email = excluded.email, locale = excluded.locale, time_zone = excluded.time_zone") {
}

void ContactRows::put(ContactId id, const core::Profile& profile, Timestamp at) {
    auto [entry, fresh] = changed_.try_emplace(id);
    if (fresh) entry->second.created = at;  // of a contact stored before, the first one stays
    entry->second.profile = profile;
}

void ContactRows::write() {
    for (const auto& [id, changed] : changed_) {
        const auto& profile = changed.profile;
        upsert_.run(workspace_, id, to_ms(changed.created), profile.display_name, profile.email,
                    profile.locale, profile.time_zone);
    }
    changed_.clear();
}

}  // namespace usher::store::sqlite
