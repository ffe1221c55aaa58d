#include "hub/store/postgres/transfer.hpp"

#include <algorithm>

#include "hub/store/postgres/account_rows.hpp"
#include "hub/store/postgres/body.hpp"

namespace usher::store::postgres {

PostgresTransfer::PostgresTransfer(PostgresArchive& archive, Connection& connection)
    : archive_(archive),
      connection_(connection),
      select_events_(connection,
                     "SELECT e.body FROM workspaces AS w JOIN events AS e"
                     " ON e.id > (w.number << 40) + $2 AND e.id <= (w.number << 40) + w.last_event"
                     " WHERE w.id = $1 ORDER BY e.id LIMIT $3") {}

Result<std::vector<WorkspaceId>> PostgresTransfer::workspaces() {
    return attempt_on(connection_, Repeat::never, [&] {
        std::vector<WorkspaceId> ids;
        Statement select(connection_, "SELECT id FROM workspaces ORDER BY id");
        auto rows = select.query();
        while (rows.next()) ids.push_back(rows.id<WorkspaceId>(0));
        return ids;
    });
}

Result<CopiedWorkspace> PostgresTransfer::describe(WorkspaceId workspace) {
    return attempt_on(connection_, Repeat::never, [&] {
        CopiedWorkspace found{.id = workspace, .mark = {}, .gaps = {}, .snapshot = {}};
        Statement select(connection_,
                         "SELECT w.epoch, w.version, w.epoch_began, w.last_event,"
                         " coalesce(s.last_event - (w.number << 40), 0)"
                         " FROM workspaces AS w LEFT JOIN snapshots AS s ON s.workspace = w.number"
                         " WHERE w.id = $1");
        auto rows = select.query(workspace);
        if (!rows.next()) return found;
        found.mark = {{rows.text(0), rows.natural(1)}, rows.natural(2)};
        found.events = rows.natural(3);
        found.snapshot_event = rows.natural(4);
        Statement select_gaps(connection_,
                              "SELECT g.event - (w.number << 40), g.after_version, g.epoch,"
                              " g.version FROM workspaces AS w JOIN gaps AS g"
                              " ON g.workspace = w.number WHERE w.id = $1 ORDER BY g.event");
        auto gaps = select_gaps.query(workspace);
        while (gaps.next()) {
            found.gaps.push_back(
                {gaps.natural(0), gaps.natural(1), {gaps.text(2), gaps.natural(3)}});
        }
        found.snapshot = value_or_raise(archive_.snapshot(workspace));
        return found;
    });
}

Result<std::vector<core::Event>> PostgresTransfer::read(WorkspaceId workspace, std::uint64_t after,
                                                        std::size_t count) {
    return attempt_on(connection_, Repeat::never, [&] {
        std::vector<core::Event> events;
        auto rows = select_events_.query(workspace, after, static_cast<std::uint64_t>(count));
        while (rows.next()) events.push_back(read_body(connection_, rows.bytes(0)));
        return events;
    });
}

Result<std::vector<std::pair<ConversationId, std::uint64_t>>> PostgresTransfer::last_seqs(
    WorkspaceId workspace) {
    return attempt_on(connection_, Repeat::never, [&] {
        std::vector<std::pair<ConversationId, std::uint64_t>> seqs;
        Statement select(connection_,
                         "SELECT c.id, coalesce((SELECT max(seq) FROM events"
                         "  WHERE conversation = c.number AND conversation <> 0), 0)"
                         " FROM workspaces AS w JOIN conversations AS c ON c.workspace = w.number"
                         " WHERE w.id = $1 ORDER BY c.id");
        auto rows = select.query(workspace);
        while (rows.next()) seqs.emplace_back(rows.id<ConversationId>(0), rows.natural(1));
        return seqs;
    });
}

void PostgresTransfer::set_mark(WorkspaceId workspace, const LogMark& mark) {
    Statement update(connection_,
                     "UPDATE workspaces SET epoch = $2, version = $3, epoch_began = $4"
                     " WHERE id = $1");
    update.run(workspace, mark.position.epoch, mark.position.version, mark.epoch_began);
}

Result<void> PostgresTransfer::begin(WorkspaceId workspace) {
    auto stands = describe(workspace);
    if (!stands) return std::unexpected(stands.error());
    return attempt_on(connection_, Repeat::never, [&] {
        const bool after_gap =
            !stands->gaps.empty() && stands->gaps.back().after_event == stands->events;
        Transaction transaction(connection_, Transaction::Kind::write);
        set_mark(workspace,
                 {{std::string(kCopyingEpoch), 2 * stands->events + (after_gap ? 1 : 0)}, 0});
        transaction.commit();
    });
}

Result<void> PostgresTransfer::finish(const CopiedWorkspace& original) {
    return attempt_on(connection_, Repeat::never, [&] {
        Transaction transaction(connection_, Transaction::Kind::write);
        Statement insert(connection_,
                         "INSERT INTO workspaces (id) VALUES ($1) ON CONFLICT (id) DO NOTHING");
        insert.run(original.id);
        set_mark(original.id, original.mark);
        Statement number(connection_, "SELECT number FROM workspaces WHERE id = $1");
        auto rows = number.query(original.id);
        if (!rows.next()) raise_damaged(connection_, "a workspace that was just copied is gone");
        const auto first = rows.integer(0) << kNumberBits;
        Statement update_gap(connection_,
                             "UPDATE gaps SET after_version = $2, version = $3, epoch = $4"
                             " WHERE event = $1");
        for (const auto& gap : original.gaps) {
            update_gap.run(first + static_cast<std::int64_t>(gap.after_event), gap.after_version,
                           gap.to.version, gap.to.epoch);
        }
        if (original.snapshot) {
            const auto& snapshot = *original.snapshot;
            Statement insert_snapshot(
                connection_,
                "INSERT INTO snapshots (workspace, epoch, version, last_event, bytes)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace) DO UPDATE"
                " SET epoch = excluded.epoch, version = excluded.version,"
                " last_event = excluded.last_event, bytes = excluded.bytes");
            insert_snapshot.run(rows.integer(0), snapshot.epoch, snapshot.version,
                                first + static_cast<std::int64_t>(original.snapshot_event),
                                Blob{snapshot.bytes});
        }
        transaction.commit();
    });
}

Result<std::vector<Credentials>> PostgresTransfer::accounts() {
    return attempt_on(connection_, Repeat::never, [&] {
        std::vector<Credentials> found;
        Statement select(connection_, select_accounts("ORDER BY a.agent"));
        auto rows = select.query();
        while (rows.next()) found.push_back({read_account(rows), rows.text(kHashColumn)});
        return found;
    });
}

Result<void> PostgresTransfer::put_account(const Credentials& credentials) {
    return attempt_on(connection_, Repeat::never, [&] {
        const auto& a = credentials.account;
        const auto queues = pack(a.queues);
        Statement insert(connection_,
                         "INSERT INTO accounts (workspace, agent, email, display_name, role,"
                         " capacity, queues, password_hash, disabled, session_epoch)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::bigint <> 0, $10)"
                         " ON CONFLICT (agent) DO NOTHING");
        insert.run(a.workspace, a.agent, a.email, a.display_name, static_cast<int>(a.role),
                   a.capacity, Blob{queues}, credentials.password_hash, a.disabled ? 1 : 0,
                   a.session_epoch);
    });
}

Result<std::vector<std::pair<std::string, SecretKey>>> PostgresTransfer::secrets() {
    return attempt_on(connection_, Repeat::never, [&] {
        std::vector<std::pair<std::string, SecretKey>> found;
        Statement select(connection_, "SELECT name, key FROM secrets ORDER BY name");
        auto rows = select.query();
        while (rows.next()) {
            auto& key = found.emplace_back(rows.text(0), SecretKey{}).second;
            std::ranges::copy(rows.bytes(1).substr(0, key.size()), key.begin());
        }
        return found;
    });
}

Result<void> PostgresTransfer::put_secret(std::string_view name, const SecretKey& key) {
    return attempt_on(connection_, Repeat::never, [&] {
        Statement insert(connection_,
                         "INSERT INTO secrets (name, key) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        insert.run(name, Blob{{reinterpret_cast<const char*>(key.data()), key.size()}});
    });
}

}  // namespace usher::store::postgres
