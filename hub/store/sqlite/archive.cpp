#include "hub/store/sqlite/archive.hpp"

#include <fmt/format.h>

#include "hub/base/failpoint.hpp"
#include "hub/store/event_kind.hpp"
#include "hub/store/sqlite/body.hpp"
#include "hub/wire/codec.hpp"

namespace usher::store::sqlite {
namespace {

/// Conversations kept in memory per workspace, about 200 bytes each.
constexpr std::size_t kConversationsCached = 16'384;
constexpr std::size_t kWorkspacesCached = 64;

}  // namespace

SqliteArchive::SqliteArchive(Connection& connection)
    : connection_(connection),
      select_position_(connection, "SELECT epoch, version FROM workspaces WHERE id = ?1"),
      select_workspace_(connection,
                        "SELECT w.number, w.epoch, w.version, w.epoch_began, w.last_event,"
                        " w.indexed_event, coalesce(max(g.event), ?2)"
                        " FROM workspaces AS w LEFT JOIN gaps AS g ON g.workspace = w.number"
                        " WHERE w.id = ?1 GROUP BY w.number"),
      insert_workspace_(connection,
                        "INSERT INTO workspaces"
                        " (number, id, epoch, version, last_event, indexed_event, keyed_event)"
                        " SELECT n, ?1, '', 0, n << ?2, n << ?2, n << ?2"
                        " FROM (SELECT coalesce(max(number) + 1, 0) AS n FROM workspaces)"
                        " WHERE NOT EXISTS (SELECT 1 FROM workspaces WHERE id = ?1)"),
      update_workspace_(connection,
                        "UPDATE workspaces SET epoch = ?2, version = ?3, epoch_began = ?4,"
                        " last_event = ?5, indexed_event = ?6, keyed_event = ?6"
                        " WHERE number = ?1"),
      insert_event_(connection,
                    "INSERT INTO events (id, conversation, seq, kind, at_ms, body)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      sum_unindexed_(
          connection,
          "SELECT coalesce(sum(length(body)), 0) FROM events WHERE id > ?1 AND id <= ?2"),
      insert_gap_(connection,
                  "INSERT INTO gaps (workspace, event, after_version, version, epoch)"
                  " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE"
                  " SET version = excluded.version, epoch = excluded.epoch"),
      snapshots_(connection),
      fold_(connection) {}

Result<Position> SqliteArchive::position(WorkspaceId workspace) {
    return attempt([&] {
        Position position;
        auto rows = select_position_.query(workspace);
        if (rows.next()) position = {rows.text(0), rows.natural(1)};
        return position;
    });
}

template <class Work>
Result<void> SqliteArchive::change(WorkspaceId workspace, Work&& work) {
    auto changed = attempt([&] {
        Transaction transaction(connection_, Transaction::Lock::write);
        auto& shelf = shelf_of(workspace);
        if (!work(shelf)) return;
        if (fails_at("store.commit.before"))
            throw Failure{failed_on_purpose("store.commit.before")};
        transaction.commit();
        if (fails_at("store.commit.after")) throw Failure{failed_on_purpose("store.commit.after")};
    });
    // Memory ran ahead of a transaction that did not come to pass.
    if (!changed) shelves_.erase(workspace);
    return changed;
}

Result<void> SqliteArchive::write(WorkspaceId workspace, std::span<const core::LogEntry> entries) {
    if (entries.empty()) return {};
    return change(workspace, [&](Shelf& shelf) {
        const auto before = shelf.mark.position;
        for (const auto& entry : entries) {
            if (!follows(shelf.mark, entry)) continue;
            for (const auto& event : entry.events) store(shelf, event);
            advance(shelf.mark, {entry.epoch, entry.version});
        }
        if (shelf.mark.position == before) return false;
        shelf.contacts.write();
        shelf.conversations.write_changed();
        index_if_due(shelf);
        write_mark(shelf);
        return true;
    });
}

Result<void> SqliteArchive::accept_gap(WorkspaceId workspace, const Position& to) {
    return change(workspace, [&](Shelf& shelf) {
        check_gap(shelf.mark, to);
        insert_gap_.run(shelf.number, shelf.last_event, shelf.mark.position.version, to.version,
                        to.epoch);
        advance(shelf.mark, to);
        shelf.gap_event = shelf.last_event;
        write_mark(shelf);
        return true;
    });
}

Result<void> SqliteArchive::keep_snapshot(WorkspaceId workspace, const Snapshot& snapshot) {
    return change(workspace, [&](Shelf& shelf) {
        check_snapshot(shelf.mark.position, snapshot);
        snapshots_.keep(shelf.number, snapshot, shelf.last_event);
        return true;
    });
}

Result<std::optional<Snapshot>> SqliteArchive::snapshot(WorkspaceId workspace) {
    return attempt([&] { return snapshots_.find(workspace); });
}

Result<void> SqliteArchive::replay(WorkspaceId workspace,
                                   const std::function<void(const core::Event&)>& take) {
    return attempt([&] { snapshots_.replay(workspace, take); });
}

SqliteArchive::Shelf& SqliteArchive::shelf_of(WorkspaceId workspace) {
    // Another process may write as well (a restore, a second hub by mistake): then nothing kept is
    // true.
    if (const auto version = connection_.data_version(); version != data_version_) {
        shelves_.clear();
        data_version_ = version;
    }
    auto known = shelves_.find(workspace);
    return known == shelves_.end() ? load(workspace) : *known->second;
}

SqliteArchive::Shelf& SqliteArchive::load(WorkspaceId workspace) {
    if (shelves_.size() >= kWorkspacesCached) shelves_.clear();
    insert_workspace_.run(workspace, kEventBits);
    auto rows = select_workspace_.query(workspace, kNoGap);
    if (!rows.next()) raise_damaged(connection_, "a workspace that was just inserted is gone");
    auto shelf = std::make_unique<Shelf>(connection_, rows.integer(0));
    shelf->mark = {{rows.text(1), rows.natural(2)}, rows.natural(3)};
    shelf->last_event = rows.integer(4);
    shelf->indexed_event = rows.integer(5);
    shelf->gap_event = rows.integer(6);
    auto sum = sum_unindexed_.query(shelf->indexed_event, shelf->last_event);
    if (sum.next()) shelf->unindexed_bytes = sum.natural(0);
    shelf->conversations.load_unindexed(shelf->indexed_event, shelf->last_event);
    return *(shelves_[workspace] = std::move(shelf));
}

void SqliteArchive::store(Shelf& shelf, const core::Event& event) {
    std::int64_t number = 0;
    ++shelf.last_event;
    if (in_conversation(event)) {
        auto* row = shelf.conversations.find(event.conversation);
        if (row == nullptr) row = &shelf.conversations.insert(first_row(event, shelf.gap_event));
        take_seq(*row, event, shelf.last_event, shelf.gap_event);
        if (apply(*row, event)) shelf.conversations.mark_changed(*row);
        number = row->number;
    } else if (const auto* created = std::get_if<core::ContactCreated>(&event.body)) {
        shelf.contacts.put(created->id, created->profile, event.occurred);
    } else if (const auto* updated = std::get_if<core::ContactUpdated>(&event.body)) {
        shelf.contacts.put(updated->id, updated->profile, event.occurred);
    }
    const auto body = wire::encode_event(event);
    insert_event_.run(shelf.last_event, number, event.seq, event_kind(event.body),
                      to_ms(event.occurred), Blob{body});
    shelf.unindexed_bytes += body.size();
}

void SqliteArchive::index_if_due(Shelf& shelf) {
    const auto waiting = shelf.last_event - shelf.indexed_event;
    if (waiting < kFoldEvents && shelf.unindexed_bytes < kFoldBytes) return;
    fold_.index(shelf.number, shelf.indexed_event, shelf.last_event);
    shelf.indexed_event = shelf.last_event;
    shelf.unindexed_bytes = 0;
    // Only now may rows be forgotten: the last seq of each can be found in the index again.
    if (shelf.conversations.size() > kConversationsCached) shelf.conversations.forget();
}

void SqliteArchive::write_mark(const Shelf& shelf) {
    const auto& [position, epoch_began] = shelf.mark;
    update_workspace_.run(shelf.number, position.epoch, position.version, epoch_began,
                          shelf.last_event, shelf.indexed_event);
}

}  // namespace usher::store::sqlite
