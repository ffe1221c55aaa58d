#include "hub/store/sqlite/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {
namespace {

constexpr std::uint64_t kSeqEnd = std::numeric_limits<std::int64_t>::max();

constexpr std::string_view kRecordColumns =
    "SELECT c.id, c.contact, c.inbox, c.queue, c.assignee, c.status, c.opened_ms, c.number,"
    " w.indexed_event, w.last_event"
    " FROM workspaces AS w JOIN conversations AS c ON c.workspace = w.number";

std::string record_query(std::string_view where) {
    return fmt::format("{} {}", kRecordColumns, where);
}

}  // namespace

struct SqliteHistory::Place {
    std::int64_t workspace;
    std::int64_t number;
    std::int64_t indexed_event;  ///< later ones are found by looking at each
    std::int64_t last_event;
};

namespace {

/// Rows are (body, id).
void take(PageReading& reading, const Connection& connection, Rows&& rows) {
    while (!reading.full() && rows.next()) {
        reading.take({read_body(connection, rows.bytes(0)), rows.integer(1)}, rows.bytes(0).size());
    }
}

}  // namespace

SqliteHistory::SqliteHistory(Connection& connection)
    : connection_(connection),
      select_place_(connection,
                    "SELECT w.number, c.number, w.indexed_event, w.last_event"
                    " FROM workspaces AS w JOIN conversations AS c ON c.workspace = w.number"
                    " WHERE w.id = ?1 AND c.id = ?2"),
      newest_unindexed_(
          connection,
          "SELECT body, id FROM events WHERE id > ?1 AND id <= ?2 AND conversation = ?3"
          " AND seq < ?4 ORDER BY id DESC LIMIT ?5"),
      newest_indexed_(
          connection,
          "SELECT e.body, e.id FROM event_places AS p JOIN events AS e ON e.id = p.event"
          " WHERE p.conversation = ?1 AND p.seq < ?2 ORDER BY p.seq DESC LIMIT ?3"),
      oldest_unindexed_(
          connection,
          "SELECT body, id FROM events WHERE id > ?1 AND id <= ?2 AND conversation = ?3"
          " AND seq > ?4 ORDER BY id LIMIT ?5"),
      oldest_indexed_(
          connection,
          "SELECT e.body, e.id FROM event_places AS p JOIN events AS e ON e.id = p.event"
          " WHERE p.conversation = ?1 AND p.seq > ?2 ORDER BY p.seq LIMIT ?3"),
      select_contact_(connection,
                      "SELECT k.created_ms, k.display_name, k.email, k.locale, k.time_zone"
                      " FROM workspaces AS w JOIN contacts AS k ON k.workspace = w.number"
                      " WHERE w.id = ?1 AND k.id = ?2"),
      select_conversation_(connection, record_query("WHERE w.id = ?1 AND c.id = ?2")),
      select_of_contact_(connection, record_query("WHERE w.id = ?1 AND c.contact = ?2"
                                                  " ORDER BY c.number DESC LIMIT ?3")),
      select_after_(connection,
                    "SELECT c.id FROM workspaces AS w"
                    " JOIN conversations AS c ON c.workspace = w.number"
                    " WHERE w.id = ?1 AND c.id > ?2 ORDER BY c.id LIMIT ?3"),
      last_indexed_(
          connection,
          "SELECT p.seq, e.at_ms FROM event_places AS p JOIN events AS e ON e.id = p.event"
          " WHERE p.conversation = ?1 ORDER BY p.seq DESC LIMIT 1"),
      last_unindexed_(connection,
                      "SELECT seq, at_ms FROM events WHERE id > ?1 AND id <= ?2"
                      " AND conversation = ?3 ORDER BY id DESC LIMIT 1"),
      select_gap_(connection,
                  "SELECT 1 FROM gaps WHERE workspace = ?1 AND event >= ?2 AND event < ?3"),
      // The kind is written out: only so the index of changes is used.
      select_changes_(connection,
                      "SELECT e.body, e.id - (w.number << 40) FROM workspaces AS w"
                      " JOIN events AS e ON e.kind = 91 AND e.id > (w.number << 40)"
                      " AND e.id <= w.last_event AND e.id < (w.number << 40) + ?2"
                      " WHERE w.id = ?1 ORDER BY e.id DESC LIMIT ?3"),
      decided_(connection),
      search_(connection) {}

std::optional<SqliteHistory::Place> SqliteHistory::place_of(WorkspaceId workspace,
                                                            ConversationId conversation) {
    auto rows = select_place_.query(workspace, conversation);
    if (!rows.next()) return std::nullopt;
    return Place{rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
}

PageReading SqliteHistory::reading(const Place& place, std::size_t limit) {
    return PageReading(
        limit,
        [this, workspace = place.workspace](std::int64_t older, std::int64_t newer) {
            return select_gap_.query(workspace, older, newer).next();
        },
        [this](const std::string& what) { raise_damaged(connection_, what); });
}

void SqliteHistory::read_older(PageReading& reading, const Place& place, std::uint64_t seq) {
    take(reading, connection_,
         newest_unindexed_.query(place.indexed_event, place.last_event, place.number, seq,
                                 reading.room()));
    if (reading.full()) return;
    take(reading, connection_, newest_indexed_.query(place.number, seq, reading.room()));
}

void SqliteHistory::read_newer(PageReading& reading, const Place& place, std::uint64_t seq) {
    take(reading, connection_, oldest_indexed_.query(place.number, seq, reading.room()));
    if (reading.full()) return;
    take(reading, connection_,
         oldest_unindexed_.query(place.indexed_event, place.last_event, place.number, seq,
                                 reading.room()));
}

Result<EventPage> SqliteHistory::page(WorkspaceId workspace, ConversationId conversation,
                                      std::uint64_t before_seq, std::size_t limit) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        const auto place = place_of(workspace, conversation);
        if (!place) return EventPage();
        const auto before = before_seq == 0 ? kSeqEnd : std::min(before_seq, kSeqEnd);
        auto older = reading(*place, std::clamp<std::size_t>(limit, 1, kPageEventsMax));
        read_older(older, *place, before);
        return std::move(older).older_page(before_seq, [&] {
            auto one = reading(*place, 1);
            read_newer(one, *place, before - 1);
            return one.first();
        });
    });
}

Result<EventPage> SqliteHistory::after(WorkspaceId workspace, ConversationId conversation,
                                       std::uint64_t after_seq, std::size_t limit) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        const auto from = std::min(after_seq, kSeqEnd);
        const auto place = place_of(workspace, conversation);
        if (!place) return EventPage{{}, from, from, {}, true};
        // One more than asked for tells whether the page is the last one.
        auto newer = reading(*place, std::clamp<std::size_t>(limit, 1, kPageEventsMax) + 1);
        read_newer(newer, *place, from);
        return std::move(newer).newer_page(from, [&] {
            auto one = reading(*place, 1);
            read_older(one, *place, from + 1);
            return one.first();
        });
    });
}

Result<std::optional<core::Event>> SqliteHistory::decided(WorkspaceId workspace,
                                                          const core::Actor& caller,
                                                          std::string_view command_id) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        return decided_.find(workspace, caller, command_id);
    });
}

Result<std::vector<SearchHit>> SqliteHistory::search(WorkspaceId workspace, std::string_view query,
                                                     std::size_t limit) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        return search_.run(workspace, query, std::min(limit, kSearchHitsMax));
    });
}

Result<ContactRecord> SqliteHistory::contact(WorkspaceId workspace, ContactId contact) {
    return attempt([&] {
        auto rows = select_contact_.query(workspace, contact);
        if (!rows.next()) raise(Error::Kind::not_found, "no such contact");
        return ContactRecord{.id = contact,
                             .profile = {.display_name = rows.text(1),
                                         .locale = rows.text(3),
                                         .time_zone = rows.text(4),
                                         .email = rows.text(2)},
                             .created = from_ms(rows.integer(0))};
    });
}

ConversationRecord SqliteHistory::read_record(const Rows& rows) {
    ConversationRecord record{.id = rows.id<ConversationId>(0),
                              .contact = rows.id<ContactId>(1),
                              .inbox = rows.id<InboxId>(2),
                              .queue = rows.id<QueueId>(3),
                              .assignee = rows.id<AgentId>(4),
                              .status = static_cast<core::ConversationStatus>(rows.integer(5)),
                              .opened = from_ms(rows.integer(6))};
    const auto number = rows.integer(7);
    auto last = last_unindexed_.query(rows.integer(8), rows.integer(9), number);
    auto indexed = last_indexed_.query(number);
    auto* found = last.next() ? &last : indexed.next() ? &indexed : nullptr;
    if (found != nullptr) {
        record.last_seq = found->natural(0);
        record.last_event = from_ms(found->integer(1));
    }
    return record;
}

Result<ConversationRecord> SqliteHistory::conversation(WorkspaceId workspace,
                                                       ConversationId conversation) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        auto rows = select_conversation_.query(workspace, conversation);
        if (!rows.next()) raise(Error::Kind::not_found, "no such conversation");
        return read_record(rows);
    });
}

Result<std::vector<ConversationRecord>> SqliteHistory::conversations_of(WorkspaceId workspace,
                                                                        ContactId contact,
                                                                        std::size_t limit) {
    return attempt([&] {
        const Transaction transaction(connection_, Transaction::Lock::read);
        std::vector<ConversationRecord> records;
        const auto most = static_cast<std::int64_t>(std::min(limit, kConversationsMax));
        auto rows = select_of_contact_.query(workspace, contact, most);
        while (rows.next()) records.push_back(read_record(rows));
        return records;
    });
}

Result<std::vector<ConversationId>> SqliteHistory::conversations_after(WorkspaceId workspace,
                                                                       ConversationId after,
                                                                       std::size_t limit) {
    return attempt([&] {
        std::vector<ConversationId> ids;
        const auto most = static_cast<std::int64_t>(std::min(limit, kConversationsMax));
        auto rows = select_after_.query(workspace, after, most);
        while (rows.next()) ids.push_back(rows.id<ConversationId>(0));
        return ids;
    });
}

Result<std::vector<RecordedChange>> SqliteHistory::changes(WorkspaceId workspace,
                                                           std::uint64_t before,
                                                           std::size_t limit) {
    return attempt([&] {
        std::vector<RecordedChange> changes;
        auto rows = select_changes_.query(workspace, last_number(before),
                                          static_cast<std::int64_t>(std::min(limit, kChangesMax)));
        while (rows.next()) {
            changes.push_back({rows.natural(1), read_body(connection_, rows.bytes(0))});
        }
        return changes;
    });
}

}  // namespace usher::store::sqlite
