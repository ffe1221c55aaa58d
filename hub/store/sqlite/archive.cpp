#include "hub/store/sqlite/archive.hpp"

#include <fmt/format.h>

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
                        "SELECT number, epoch, version, last_event, indexed_event"
                        " FROM workspaces WHERE id = ?1"),
      insert_workspace_(
          connection,
          "INSERT INTO workspaces (number, id, epoch, version, last_event, indexed_event)"
          " SELECT n, ?1, '', 0, n << ?2, n << ?2"
          " FROM (SELECT coalesce(max(number) + 1, 0) AS n FROM workspaces)"
          " WHERE NOT EXISTS (SELECT 1 FROM workspaces WHERE id = ?1)"),
      update_workspace_(connection,
                        "UPDATE workspaces SET epoch = ?2, version = ?3, last_event = ?4,"
                        " indexed_event = ?5 WHERE number = ?1"),
      insert_event_(connection,
                    "INSERT INTO events (id, conversation, seq, kind, at_ms, body)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      sum_unindexed_(
          connection,
          "SELECT coalesce(sum(length(body)), 0) FROM events WHERE id > ?1 AND id <= ?2"),
      fold_(connection) {}

Result<Position> SqliteArchive::position(WorkspaceId workspace) {
    return attempt([&] {
        Position position;
        auto rows = select_position_.query(workspace);
        if (rows.next()) position = {rows.text(0), rows.natural(1)};
        return position;
    });
}

Result<void> SqliteArchive::write(WorkspaceId workspace, std::span<const core::LogEntry> entries) {
    auto written = attempt([&] {
        if (entries.empty()) return;
        Transaction transaction(connection_, Transaction::Lock::write);
        auto& shelf = shelf_of(workspace);
        const auto before = shelf.position;
        for (const auto& entry : entries) {
            if (!follows(shelf, entry)) continue;
            for (const auto& event : entry.events) store(shelf, event);
            shelf.position = {entry.epoch, entry.version};
        }
        if (shelf.position == before) return;
        shelf.contacts.write();
        shelf.conversations.write_changed();
        index_if_due(shelf);
        update_workspace_.run(shelf.number, shelf.position.epoch, shelf.position.version,
                              shelf.last_event, shelf.indexed_event);
        transaction.commit();
    });
    // Memory ran ahead of a transaction that did not come to pass.
    if (!written) shelves_.erase(workspace);
    return written;
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
    auto rows = select_workspace_.query(workspace);
    if (!rows.next()) raise_damaged(connection_, "a workspace that was just inserted is gone");
    auto shelf = std::make_unique<Shelf>(connection_, rows.integer(0));
    shelf->position = {rows.text(1), rows.natural(2)};
    shelf->last_event = rows.integer(3);
    shelf->indexed_event = rows.integer(4);
    auto sum = sum_unindexed_.query(shelf->indexed_event, shelf->last_event);
    if (sum.next()) shelf->unindexed_bytes = sum.natural(0);
    shelf->conversations.load_unindexed(shelf->indexed_event, shelf->last_event);
    return *(shelves_[workspace] = std::move(shelf));
}

/// False for what is stored already.
bool SqliteArchive::follows(const Shelf& shelf, const core::LogEntry& entry) const {
    const auto& [epoch, version] = shelf.position;
    if (version != 0 && entry.epoch != epoch) {
        raise(
            Error::Kind::conflict,
            fmt::format("the log is in epoch {}, the archive holds epoch {}", entry.epoch, epoch));
    }
    if (entry.version <= version) return false;
    if (entry.previous != version) {
        raise(Error::Kind::conflict,
              fmt::format(
                  "log entry {} follows {}, but the archive is at {}; what lies between is not "
                  "in the log any more: restore a backup of the archive",
                  entry.version, entry.previous, version));
    }
    return true;
}

namespace {

/// What an event means for the row of its conversation; returns whether the row is another one now.
bool apply(ConversationRow& row, const core::Event& event) {
    return std::visit(overloaded{
                          [&](const core::ConversationQueued& e) {
                              row.queue = e.queue;
                              row.assignee = {};
                              return true;
                          },
                          [&](const core::ConversationAssigned& e) {
                              if (e.queue) row.queue = e.queue;
                              row.assignee = e.agent;
                              return true;
                          },
                          [&](const core::ConversationResolved&) {
                              row.status = core::ConversationStatus::resolved;
                              return true;
                          },
                          [&](const core::ConversationReopened&) {
                              row.status = core::ConversationStatus::open;
                              return true;
                          },
                          [](const auto&) { return false; },
                      },
                      event.body);
}

}  // namespace

void SqliteArchive::store(Shelf& shelf, const core::Event& event) {
    std::int64_t number = 0;
    if (event.conversation) {
        auto* row = shelf.conversations.find(event.conversation);
        if (const auto* e = std::get_if<core::ConversationOpened>(&event.body);
            e != nullptr && row == nullptr) {
            row = &shelf.conversations.insert({.id = event.conversation,
                                               .contact = e->contact,
                                               .inbox = e->inbox,
                                               .queue = e->queue,
                                               .opened = event.occurred});
        }
        if (row == nullptr || event.seq != row->last_seq + 1) {
            raise(Error::Kind::invalid,
                  fmt::format("event {} of {} does not follow the {} that are archived", event.seq,
                              event.conversation.text(), row ? row->last_seq : 0));
        }
        row->last_seq = event.seq;
        if (apply(*row, event)) shelf.conversations.mark_changed(*row);
        number = row->number;
    } else if (const auto* created = std::get_if<core::ContactCreated>(&event.body)) {
        shelf.contacts.put(created->id, created->profile, event.occurred);
    } else if (const auto* updated = std::get_if<core::ContactUpdated>(&event.body)) {
        shelf.contacts.put(updated->id, updated->profile, event.occurred);
    }
    const auto body = wire::encode_event(event);
    insert_event_.run(++shelf.last_event, number, event.seq, event_kind(event.body),
                      to_ms(event.occurred), Blob{body});
    shelf.unindexed_bytes += body.size();
}

void SqliteArchive::index_if_due(Shelf& shelf) {
    const auto waiting = shelf.last_event - shelf.indexed_event;
    if (waiting < kFoldEvents && shelf.unindexed_bytes < kFoldBytes) return;
    fold_.index(shelf.indexed_event, shelf.last_event);
    shelf.indexed_event = shelf.last_event;
    shelf.unindexed_bytes = 0;
    // Only now may rows be forgotten: the last seq of each can be found in the index again.
    if (shelf.conversations.size() > kConversationsCached) shelf.conversations.forget();
}

}  // namespace usher::store::sqlite
