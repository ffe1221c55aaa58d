#include "hub/store/sqlite/snapshots.hpp"

#include "hub/store/sqlite/archive.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {

Snapshots::Snapshots(Connection& connection)
    : connection_(connection),
      upsert_(connection,
              "INSERT INTO snapshots (workspace, epoch, version, last_event, bytes)"
              " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET epoch = excluded.epoch,"
              " version = excluded.version, last_event = excluded.last_event,"
              " bytes = excluded.bytes"),
      select_(connection,
              "SELECT s.epoch, s.version, s.bytes FROM snapshots AS s"
              " JOIN workspaces AS w ON w.number = s.workspace WHERE w.id = ?1"),
      select_range_(connection,
                    "SELECT coalesce(s.last_event, w.number << ?2), w.last_event"
                    " FROM workspaces AS w LEFT JOIN snapshots AS s ON s.workspace = w.number"
                    " WHERE w.id = ?1"),
      select_bodies_(connection, "SELECT body FROM events WHERE id > ?1 AND id <= ?2 ORDER BY id") {
}

void Snapshots::keep(std::int64_t workspace, const Snapshot& snapshot, std::int64_t last_event) {
    upsert_.run(workspace, snapshot.epoch, snapshot.version, last_event, Blob{snapshot.bytes});
}

std::optional<Snapshot> Snapshots::find(WorkspaceId workspace) {
    auto rows = select_.query(workspace);
    if (!rows.next()) return std::nullopt;
    return Snapshot{rows.text(0), rows.natural(1), rows.text(2)};
}

void Snapshots::replay(WorkspaceId workspace, const std::function<void(const core::Event&)>& take) {
    const Transaction transaction(connection_, Transaction::Lock::read);
    auto range = select_range_.query(workspace, kEventBits);
    if (!range.next()) return;
    auto rows = select_bodies_.query(range.integer(0), range.integer(1));
    while (rows.next()) take(read_body(connection_, rows.bytes(0)));
}

}  // namespace usher::store::sqlite
