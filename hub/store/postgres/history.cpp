#include "hub/store/postgres/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "hub/store/event_key.hpp"
#include "hub/store/postgres/body.hpp"

namespace usher::store::postgres {
namespace {

constexpr std::uint64_t kSeqEnd = std::numeric_limits<std::int64_t>::max();
/// A page ends early when its bytes are enough, so not all rows are asked for at once.
constexpr std::int64_t kRowsAtOnce = 128;

std::string record_query(std::string_view where) {
    return fmt::format(
        "SELECT c.id, c.contact, c.inbox, c.queue, c.assignee, c.status, c.opened_ms,"
        " coalesce(e.seq, 0), coalesce(e.at_ms, 0)"
        " FROM workspaces AS w JOIN conversations AS c ON c.workspace = w.number"
        " LEFT JOIN LATERAL (SELECT seq, at_ms FROM events WHERE conversation = c.number"
        "                    AND conversation <> 0 ORDER BY seq DESC LIMIT 1) AS e ON true {}",
        where);
}

ConversationRecord read_record(const Rows& rows) {
    return {.id = rows.id<ConversationId>(0),
            .contact = rows.id<ContactId>(1),
            .inbox = rows.id<InboxId>(2),
            .queue = rows.id<QueueId>(3),
            .assignee = rows.id<AgentId>(4),
            .status = static_cast<core::ConversationStatus>(rows.integer(5)),
            .last_seq = rows.natural(7),
            .opened = from_ms(rows.integer(6)),
            .last_event = from_ms(rows.integer(8))};
}

}  // namespace

PostgresHistory::PostgresHistory(Connection& connection)
    : connection_(connection),
      select_place_(connection,
                    "SELECT w.number, c.number FROM workspaces AS w"
                    " JOIN conversations AS c ON c.workspace = w.number"
                    " WHERE w.id = $1 AND c.id = $2"),
      select_older_(connection,
                    "SELECT body, id, seq FROM events WHERE conversation = $1 AND conversation <> 0"
                    " AND seq < $2 ORDER BY seq DESC LIMIT $3"),
      select_newer_(connection,
                    "SELECT body, id, seq FROM events WHERE conversation = $1 AND conversation <> 0"
                    " AND seq > $2 ORDER BY seq LIMIT $3"),
      select_gap_(connection,
                  "SELECT 1 FROM gaps WHERE workspace = $1 AND event >= $2 AND event < $3"),
      select_contact_(connection,
                      "SELECT k.created_ms, k.display_name, k.email, k.locale, k.time_zone"
                      " FROM workspaces AS w JOIN contacts AS k ON k.workspace = w.number"
                      " WHERE w.id = $1 AND k.id = $2"),
      select_conversation_(connection, record_query("WHERE w.id = $1 AND c.id = $2")),
      select_of_contact_(connection, record_query("WHERE w.id = $1 AND c.contact = $2"
                                                  " ORDER BY c.number DESC LIMIT $3")),
      select_decided_(connection,
                      "SELECT e.body FROM workspaces AS w JOIN events AS e ON e.key = $2"
                      " AND e.id > (w.number << 40) AND e.id < ((w.number + 1) << 40)"
                      " WHERE w.id = $1 ORDER BY e.id"),
      select_after_(connection,
                    "SELECT c.id FROM workspaces AS w"
                    " JOIN conversations AS c ON c.workspace = w.number"
                    " WHERE w.id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"),
      select_changes_(connection,
                      "SELECT e.body, e.id - (w.number << 40) FROM workspaces AS w"
                      " JOIN events AS e ON e.kind = 91 AND e.id > (w.number << 40)"
                      " AND e.id < (w.number << 40) + $2"
                      " WHERE w.id = $1 ORDER BY e.id DESC LIMIT $3"),
      search_(connection) {}

template <class Work>
auto PostgresHistory::look(Work&& work) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        const Transaction transaction(connection_, Transaction::Kind::read);
        return work();
    });
}

std::optional<PostgresHistory::Place> PostgresHistory::place_of(WorkspaceId workspace,
                                                                ConversationId conversation) {
    auto rows = select_place_.query(workspace, conversation);
    if (!rows.next()) return std::nullopt;
    return Place{rows.integer(0), rows.integer(1)};
}

PageReading PostgresHistory::reading(const Place& place, std::size_t limit) {
    return PageReading(
        limit,
        [this, workspace = place.workspace](std::int64_t older, std::int64_t newer) {
            return select_gap_.query(workspace, older, newer).next();
        },
        [this](const std::string& what) { raise_damaged(connection_, what); });
}

namespace {

void read(PageReading& reading, const Connection& connection, Statement& select,
          std::int64_t conversation, std::uint64_t seq) {
    for (bool more = true; more && !reading.full();) {
        const auto asked = std::min(reading.room(), kRowsAtOnce);
        auto rows = select.query(conversation, seq, asked);
        more = rows.count() == asked;
        while (!reading.full() && rows.next()) {
            reading.take({read_body(connection, rows.bytes(0)), rows.integer(1)},
                         rows.bytes(0).size());
            seq = rows.natural(2);
        }
    }
}

}  // namespace

void PostgresHistory::read_older(PageReading& reading, const Place& place, std::uint64_t seq) {
    read(reading, connection_, select_older_, place.number, seq);
}

void PostgresHistory::read_newer(PageReading& reading, const Place& place, std::uint64_t seq) {
    read(reading, connection_, select_newer_, place.number, seq);
}

Result<EventPage> PostgresHistory::page(WorkspaceId workspace, ConversationId conversation,
                                        std::uint64_t before_seq, std::size_t limit) {
    return look([&] {
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

Result<EventPage> PostgresHistory::after(WorkspaceId workspace, ConversationId conversation,
                                         std::uint64_t after_seq, std::size_t limit) {
    return look([&] {
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

Result<std::vector<SearchHit>> PostgresHistory::search(WorkspaceId workspace,
                                                       std::string_view query, std::size_t limit) {
    return look([&] { return search_.run(workspace, query, std::min(limit, kSearchHitsMax)); });
}

Result<ContactRecord> PostgresHistory::contact(WorkspaceId workspace, ContactId contact) {
    return attempt_on(connection_, Repeat::harmless, [&] {
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

Result<ConversationRecord> PostgresHistory::conversation(WorkspaceId workspace,
                                                         ConversationId conversation) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        auto rows = select_conversation_.query(workspace, conversation);
        if (!rows.next()) raise(Error::Kind::not_found, "no such conversation");
        return read_record(rows);
    });
}

Result<std::vector<ConversationRecord>> PostgresHistory::conversations_of(WorkspaceId workspace,
                                                                          ContactId contact,
                                                                          std::size_t limit) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        std::vector<ConversationRecord> records;
        const auto most = static_cast<std::int64_t>(std::min(limit, kConversationsMax));
        auto rows = select_of_contact_.query(workspace, contact, most);
        while (rows.next()) records.push_back(read_record(rows));
        return records;
    });
}

Result<std::vector<ConversationId>> PostgresHistory::conversations_after(WorkspaceId workspace,
                                                                         ConversationId after,
                                                                         std::size_t limit) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        std::vector<ConversationId> ids;
        const auto most = static_cast<std::int64_t>(std::min(limit, kConversationsMax));
        auto rows = select_after_.query(workspace, after, most);
        while (rows.next()) ids.push_back(rows.id<ConversationId>(0));
        return ids;
    });
}

Result<std::optional<core::Event>> PostgresHistory::decided(WorkspaceId workspace,
                                                            const core::Actor& caller,
                                                            std::string_view command_id) {
    return attempt_on(connection_, Repeat::harmless, [&]() -> std::optional<core::Event> {
        if (command_id.empty()) return std::nullopt;
        auto rows = select_decided_.query(workspace, key_number(command_id));
        while (rows.next()) {
            auto event = read_body(connection_, rows.bytes(0));
            const auto& actor = event.actor;
            if (event.key == command_id && actor.role == caller.role && actor.id == caller.id) {
                return event;
            }
        }
        return std::nullopt;
    });
}

Result<std::vector<RecordedChange>> PostgresHistory::changes(WorkspaceId workspace,
                                                             std::uint64_t before,
                                                             std::size_t limit) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        std::vector<RecordedChange> changes;
        auto rows = select_changes_.query(workspace, last_number(before),
                                          static_cast<std::int64_t>(std::min(limit, kChangesMax)));
        while (rows.next()) {
            changes.push_back({rows.natural(1), read_body(connection_, rows.bytes(0))});
        }
        return changes;
    });
}

}  // namespace usher::store::postgres
