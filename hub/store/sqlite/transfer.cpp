#include "hub/store/sqlite/transfer.hpp"

#include <algorithm>

#include "hub/store/sqlite/account_rows.hpp"
#include "hub/store/sqlite/body.hpp"

namespace usher::store::sqlite {

SqliteTransfer::SqliteTransfer(SqliteArchive& archive, Connection& archive_file,
                               Connection& accounts_file)
    : archive_(archive), archive_file_(archive_file), accounts_file_(accounts_file) {}

Result<std::vector<WorkspaceId>> SqliteTransfer::workspaces() {
    return attempt([&] {
        std::vector<WorkspaceId> ids;
        Statement select(archive_file_, "SELECT id FROM workspaces ORDER BY id");
        auto rows = select.query();
        while (rows.next()) ids.push_back(rows.id<WorkspaceId>(0));
        return ids;
    });
}

Result<CopiedWorkspace> SqliteTransfer::describe(WorkspaceId workspace) {
    return attempt([&] {
        CopiedWorkspace found{.id = workspace, .mark = {}, .gaps = {}, .snapshot = {}};
        Statement select(
            archive_file_,
            "SELECT w.epoch, w.version, w.epoch_began, w.last_event - (w.number << ?2),"
            " coalesce(s.last_event - (w.number << ?2), 0)"
            " FROM workspaces AS w LEFT JOIN snapshots AS s ON s.workspace = w.number"
            " WHERE w.id = ?1");
        auto rows = select.query(workspace, kEventBits);
        if (!rows.next()) return found;
        found.mark = {{rows.text(0), rows.natural(1)}, rows.natural(2)};
        found.events = rows.natural(3);
        found.snapshot_event = rows.natural(4);
        Statement select_gaps(archive_file_,
                              "SELECT g.event - (w.number << ?2), g.after_version, g.epoch,"
                              " g.version FROM workspaces AS w JOIN gaps AS g"
                              " ON g.workspace = w.number WHERE w.id = ?1 ORDER BY g.event");
        auto gaps = select_gaps.query(workspace, kEventBits);
        while (gaps.next()) {
            found.gaps.push_back(
                {gaps.natural(0), gaps.natural(1), {gaps.text(2), gaps.natural(3)}});
        }
        found.snapshot = value_or_raise(archive_.snapshot(workspace));
        return found;
    });
}

Result<std::vector<core::Event>> SqliteTransfer::read(WorkspaceId workspace, std::uint64_t after,
                                                      std::size_t count) {
    return attempt([&] {
        std::vector<core::Event> events;
        Statement select(archive_file_,
                         "SELECT e.body FROM workspaces AS w JOIN events AS e"
                         " ON e.id > (w.number << ?2) + ?3 AND e.id <= w.last_event"
                         " WHERE w.id = ?1 ORDER BY e.id LIMIT ?4");
        auto rows = select.query(workspace, kEventBits, after, static_cast<std::uint64_t>(count));
        while (rows.next()) events.push_back(read_body(archive_file_, rows.bytes(0)));
        return events;
    });
}

Result<std::vector<std::pair<ConversationId, std::uint64_t>>> SqliteTransfer::last_seqs(
    WorkspaceId workspace) {
    return attempt([&] {
        std::vector<std::pair<ConversationId, std::uint64_t>> seqs;
        Statement select(
            archive_file_,
            "SELECT c.id, max(coalesce((SELECT max(seq) FROM event_places"
            "                           WHERE conversation = c.number), 0),"
            "                 coalesce(n.last_seq, 0))"
            " FROM workspaces AS w JOIN conversations AS c ON c.workspace = w.number"
            " LEFT JOIN (SELECT e.conversation, max(e.seq) AS last_seq FROM workspaces AS v"
            "            JOIN events AS e ON e.id > v.indexed_event AND e.id <= v.last_event"
            "            WHERE v.id = ?1 GROUP BY e.conversation) AS n ON n.conversation = c.number"
            " WHERE w.id = ?1 ORDER BY c.id");
        auto rows = select.query(workspace);
        while (rows.next()) seqs.emplace_back(rows.id<ConversationId>(0), rows.natural(1));
        return seqs;
    });
}

void SqliteTransfer::set_mark(WorkspaceId workspace, const LogMark& mark) {
    archive_.forget();
    Statement update(archive_file_,
                     "UPDATE workspaces SET epoch = ?2, version = ?3, epoch_began = ?4"
                     " WHERE id = ?1");
    update.run(workspace, mark.position.epoch, mark.position.version, mark.epoch_began);
}

Result<void> SqliteTransfer::begin(WorkspaceId workspace) {
    auto stands = describe(workspace);
    if (!stands) return std::unexpected(stands.error());
    return attempt([&] {
        const bool after_gap =
            !stands->gaps.empty() && stands->gaps.back().after_event == stands->events;
        Transaction transaction(archive_file_, Transaction::Lock::write);
        set_mark(workspace,
                 {{std::string(kCopyingEpoch), 2 * stands->events + (after_gap ? 1 : 0)}, 0});
        transaction.commit();
    });
}

Result<void> SqliteTransfer::finish(const CopiedWorkspace& original) {
    return attempt([&] {
        Transaction transaction(archive_file_, Transaction::Lock::write);
        Statement insert(archive_file_,
                         "INSERT INTO workspaces (number, id, epoch, version, last_event,"
                         " indexed_event, keyed_event) SELECT n, ?1, '', 0, n << ?2, n << ?2,"
                         " n << ?2 FROM (SELECT coalesce(max(number) + 1, 0) AS n FROM workspaces)"
                         " WHERE NOT EXISTS (SELECT 1 FROM workspaces WHERE id = ?1)");
        insert.run(original.id, kEventBits);
        set_mark(original.id, original.mark);
        Statement number(archive_file_, "SELECT number FROM workspaces WHERE id = ?1");
        auto rows = number.query(original.id);
        if (!rows.next()) raise_damaged(archive_file_, "a workspace that was just copied is gone");
        const auto first = rows.integer(0) << kEventBits;
        Statement update_gap(archive_file_,
                             "UPDATE gaps SET after_version = ?2, version = ?3, epoch = ?4"
                             " WHERE event = ?1");
        for (const auto& gap : original.gaps) {
            update_gap.run(first + static_cast<std::int64_t>(gap.after_event), gap.after_version,
                           gap.to.version, gap.to.epoch);
        }
        if (original.snapshot) {
            Snapshots(archive_file_)
                .keep(rows.integer(0), *original.snapshot,
                      first + static_cast<std::int64_t>(original.snapshot_event));
        }
        transaction.commit();
    });
}

Result<std::vector<Credentials>> SqliteTransfer::accounts() {
    return attempt([&] {
        std::vector<Credentials> found;
        Statement select(accounts_file_,
                         std::string("SELECT ") + std::string(kAccountColumns) +
                             ", a.password_hash FROM accounts AS a ORDER BY a.agent");
        auto rows = select.query();
        while (rows.next()) found.push_back({read_account(rows), rows.text(kAccountColumnCount)});
        return found;
    });
}

Result<void> SqliteTransfer::put_account(const Credentials& credentials) {
    return attempt([&] {
        const auto& a = credentials.account;
        const auto queues = pack(a.queues);
        Statement insert(accounts_file_,
                         "INSERT INTO accounts (workspace, agent, email, display_name, role,"
                         " capacity, queues, password_hash, disabled, session_epoch)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
                         " ON CONFLICT (agent) DO NOTHING");
        insert.run(a.workspace, a.agent, a.email, a.display_name, static_cast<int>(a.role),
                   a.capacity, Blob{queues}, credentials.password_hash, a.disabled ? 1 : 0,
                   a.session_epoch);
    });
}

Result<std::vector<std::pair<std::string, SecretKey>>> SqliteTransfer::secrets() {
    return attempt([&] {
        std::vector<std::pair<std::string, SecretKey>> found;
        Statement select(accounts_file_, "SELECT name, key FROM secrets ORDER BY name");
        auto rows = select.query();
        while (rows.next()) {
            auto& key = found.emplace_back(rows.text(0), SecretKey{}).second;
            std::ranges::copy(rows.bytes(1).substr(0, key.size()), key.begin());
        }
        return found;
    });
}

Result<void> SqliteTransfer::put_secret(std::string_view name, const SecretKey& key) {
    return attempt([&] {
        Statement insert(accounts_file_,
                         "INSERT INTO secrets (name, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        insert.run(name, Blob{{reinterpret_cast<const char*>(key.data()), key.size()}});
    });
}

}  // namespace usher::store::sqlite
