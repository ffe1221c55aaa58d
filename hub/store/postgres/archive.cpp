#include "hub/store/postgres/archive.hpp"

#include "hub/base/failpoint.hpp"
#include "hub/store/event_key.hpp"
#include "hub/store/event_kind.hpp"
#include "hub/store/postgres/body.hpp"
#include "hub/store/postgres/text.hpp"
#include "hub/wire/codec.hpp"

namespace usher::store::postgres {
namespace {

/// Conversations kept in memory per workspace, about 200 bytes each.
constexpr std::size_t kConversationsCached = 16'384;
constexpr std::size_t kWorkspacesCached = 64;
constexpr std::size_t kTextWordsMax = 8192;  // more than a message of 16 KiB can hold
constexpr int kReplayRows = 1000;
/// A snapshot may have kSnapshotBytesMax.
constexpr std::chrono::seconds kSnapshotTime{60};

}  // namespace

PostgresArchive::PostgresArchive(Connection& connection)
    : connection_(connection),
      select_position_(connection, "SELECT epoch, version FROM workspaces WHERE id = $1"),
      lock_workspace_(connection,
                      "SELECT number, epoch, version, epoch_began, last_event, last_conversation,"
                      " coalesce((SELECT max(event) FROM gaps WHERE workspace = number), $2)"
                      " FROM workspaces WHERE id = $1 FOR UPDATE"),
      insert_workspace_(connection,
                        "INSERT INTO workspaces (id) VALUES ($1) ON CONFLICT DO NOTHING"),
      update_workspace_(connection,
                        "UPDATE workspaces SET epoch = $2, version = $3, epoch_began = $4,"
                        " last_event = $5, last_conversation = $6 WHERE number = $1"),
      insert_event_(connection,
                    "INSERT INTO events (id, conversation, seq, kind, at_ms, key, body, words)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8::text AS tsvector))"),
      insert_conversation_(connection,
                           "INSERT INTO conversations (number, workspace, id, contact, inbox,"
                           " queue, assignee, status, opened_ms)"
                           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
      update_conversation_(connection,
                           "UPDATE conversations SET queue = $2, assignee = $3, status = $4"
                           " WHERE number = $1"),
      upsert_contact_(connection,
                      "INSERT INTO contacts"
                      " (workspace, id, created_ms, display_name, email, locale, time_zone)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace, id) DO UPDATE"
                      " SET display_name = excluded.display_name, email = excluded.email,"
                      " locale = excluded.locale, time_zone = excluded.time_zone"),
      insert_gap_(connection,
                  "INSERT INTO gaps (workspace, event, after_version, version, epoch)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace, event) DO UPDATE"
                  " SET version = excluded.version, epoch = excluded.epoch"),
      upsert_snapshot_(connection,
                       "INSERT INTO snapshots (workspace, epoch, version, last_event, bytes)"
                       " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace) DO UPDATE"
                       " SET epoch = excluded.epoch, version = excluded.version,"
                       " last_event = excluded.last_event, bytes = excluded.bytes"),
      select_snapshot_(connection,
                       "SELECT s.epoch, s.version, s.bytes FROM snapshots AS s"
                       " JOIN workspaces AS w ON w.number = s.workspace WHERE w.id = $1"),
      select_range_(connection,
                    "SELECT coalesce(s.last_event, w.number << 40), (w.number << 40) + w.last_event"
                    " FROM workspaces AS w LEFT JOIN snapshots AS s ON s.workspace = w.number"
                    " WHERE w.id = $1"),
      select_bodies_(connection,
                     "SELECT id, body FROM events WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3"),
      lookup_(connection) {}

Result<Position> PostgresArchive::position(WorkspaceId workspace) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        Position position;
        auto rows = select_position_.query(workspace);
        if (rows.next()) position = {rows.text(0), rows.natural(1)};
        return position;
    });
}

template <class Work>
Result<void> PostgresArchive::change(WorkspaceId workspace, Repeat repeat, Work&& work) {
    return attempt_on(connection_, repeat, [&] {
        try {
            Transaction transaction(connection_, Transaction::Kind::write);
            work(lock(workspace), transaction);
        } catch (...) {
            // Memory ran ahead of a transaction that did not come to pass, or of which nobody knows
            // whether it did.
            shelves_.erase(workspace);
            throw;
        }
    });
}

Shelf& PostgresArchive::lock(WorkspaceId workspace) {
    auto rows = lock_workspace_.query(workspace, kNoGap);
    if (!rows.next()) {
        insert_workspace_.run(workspace);
        rows = lock_workspace_.query(workspace, kNoGap);
        if (!rows.next()) raise_damaged(connection_, "a workspace that was just inserted is gone");
    }
    Shelf shelf;
    shelf.number = rows.integer(0);
    shelf.mark = {{rows.text(1), rows.natural(2)}, rows.natural(3)};
    shelf.last_event = rows.integer(4);
    shelf.last_conversation = rows.integer(5);
    shelf.gap_event = rows.integer(6);
    if (shelves_.size() >= kWorkspacesCached && !shelves_.contains(workspace)) shelves_.clear();
    auto& known = shelves_[workspace];
    // Another process may write as well; what is kept is true as long as it wrote nothing.
    if (known.number == shelf.number && known.last_event == shelf.last_event &&
        known.conversations.size() <= kConversationsCached) {
        shelf.conversations = std::move(known.conversations);
    }
    return known = std::move(shelf);
}

Result<void> PostgresArchive::write(WorkspaceId workspace,
                                    std::span<const core::LogEntry> entries) {
    if (entries.empty()) return {};
    return change(workspace, Repeat::harmless, [&](Shelf& shelf, Transaction& transaction) {
        std::vector<const core::LogEntry*> taken;
        for (const auto& entry : entries) {
            if (!follows(shelf.mark, entry)) continue;
            taken.push_back(&entry);
            advance(shelf.mark, {entry.epoch, entry.version});
        }
        if (taken.empty()) return;
        lookup_.load(shelf, taken);
        const auto plan = plan_write(shelf, taken);
        Pipeline pipeline(connection_);
        send(pipeline, shelf, plan);
        if (fails_at("store.commit.before"))
            throw Failure{failed_on_purpose("store.commit.before")};
        pipeline.commit(transaction);
        if (fails_at("store.commit.after")) throw Failure{failed_on_purpose("store.commit.after")};
    });
}

void PostgresArchive::send(Pipeline& pipeline, const Shelf& shelf, const ArchivePlan& plan) {
    for (const auto& [id, contact] : plan.contacts) {
        const auto& profile = contact.profile;
        pipeline.send(upsert_contact_, shelf.number, id, to_ms(contact.created),
                      storable_text(profile.display_name), storable_text(profile.email),
                      storable_text(profile.locale), storable_text(profile.time_zone));
    }
    for (auto id : plan.opened) {
        const auto& row = shelf.conversations.at(id);
        pipeline.send(insert_conversation_, row.number, shelf.number, row.id, row.contact,
                      row.inbox, row.queue, row.assignee, static_cast<int>(row.status),
                      to_ms(row.opened));
    }
    for (auto id : plan.changed) {
        const auto& row = shelf.conversations.at(id);
        pipeline.send(update_conversation_, row.number, row.queue, row.assignee,
                      static_cast<int>(row.status));
    }
    for (const auto& [id, conversation, event] : plan.events) {
        const auto body = wire::encode_event(*event);
        std::optional<std::int64_t> key;
        if (!event->key.empty()) key = key_number(event->key);
        std::optional<std::string> words;
        if (const auto* message = std::get_if<core::MessageAdded>(&event->body)) {
            splitter_.split(message->text, words_, kTextWordsMax);
            words = vector_text(words_);
        }
        pipeline.send(insert_event_, id, conversation, event->seq, event_kind(event->body),
                      to_ms(event->occurred), key, Blob{body}, words);
    }
    const auto& [position, epoch_began] = shelf.mark;
    pipeline.send(update_workspace_, shelf.number, position.epoch, position.version, epoch_began,
                  shelf.last_event, shelf.last_conversation);
}

Result<void> PostgresArchive::accept_gap(WorkspaceId workspace, const Position& to) {
    return change(workspace, Repeat::never, [&](Shelf& shelf, Transaction& transaction) {
        check_gap(shelf.mark, to);
        shelf.gap_event = shelf.numbered(shelf.last_event);
        insert_gap_.run(shelf.number, shelf.gap_event, shelf.mark.position.version, to.version,
                        to.epoch);
        advance(shelf.mark, to);
        const auto& [position, epoch_began] = shelf.mark;
        update_workspace_.run(shelf.number, position.epoch, position.version, epoch_began,
                              shelf.last_event, shelf.last_conversation);
        transaction.commit();
    });
}

Result<void> PostgresArchive::keep_snapshot(WorkspaceId workspace, const Snapshot& snapshot) {
    return change(workspace, Repeat::harmless, [&](Shelf& shelf, Transaction& transaction) {
        check_snapshot(shelf.mark.position, snapshot);
        const Urgency urgency(connection_, kSnapshotTime, Error::Kind::unavailable);
        upsert_snapshot_.run(shelf.number, snapshot.epoch, snapshot.version,
                             shelf.numbered(shelf.last_event), Blob{snapshot.bytes});
        transaction.commit();
    });
}

Result<std::optional<Snapshot>> PostgresArchive::snapshot(WorkspaceId workspace) {
    return attempt_on(connection_, Repeat::harmless, [&]() -> std::optional<Snapshot> {
        const Urgency urgency(connection_, kSnapshotTime, Error::Kind::unavailable);
        auto rows = select_snapshot_.query(workspace);
        if (!rows.next()) return std::nullopt;
        return Snapshot{rows.text(0), rows.natural(1), rows.text(2)};
    });
}

Result<void> PostgresArchive::replay(WorkspaceId workspace,
                                     const std::function<void(const core::Event&)>& take) {
    return attempt_on(connection_, Repeat::never, [&] {
        auto range = select_range_.query(workspace);
        if (!range.next()) return;
        auto from = range.integer(0);
        for (bool more = true; more;) {
            auto rows = select_bodies_.query(from, range.integer(1), kReplayRows);
            more = rows.count() == kReplayRows;
            while (rows.next()) {
                take(read_body(connection_, rows.bytes(1)));
                from = rows.integer(0);
            }
        }
    });
}

}  // namespace usher::store::postgres
