#include "hub/store/postgres/accounts.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "hub/store/password.hpp"
#include "hub/store/postgres/account_rows.hpp"
#include "hub/store/postgres/text.hpp"
#include "hub/store/session_token.hpp"

namespace usher::store::postgres {
PostgresAccounts::PostgresAccounts(Connection& connection)
    : connection_(connection),
      insert_(connection,
              "INSERT INTO accounts (workspace, agent, email, display_name, role, capacity, queues,"
              " password_hash, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
      // As bytes compare, like in every other store.
      select_all_(connection, select_accounts("ORDER BY a.workspace, a.email COLLATE \"C\"")),
      select_by_agent_(connection, select_accounts("WHERE a.agent = $1")),
      select_by_email_(connection, select_accounts("WHERE a.email = $1")),
      lock_by_agent_(connection, select_accounts("WHERE a.agent = $1 FOR UPDATE")),
      update_hash_(connection, "UPDATE accounts SET password_hash = $2 WHERE agent = $1"),
      update_password_(connection,
                       "UPDATE accounts SET password_hash = $2, session_epoch = session_epoch + 1"
                       " WHERE agent = $1"),
      update_disabled_(connection,
                       "UPDATE accounts SET disabled = $2::bigint <> 0,"
                       " session_epoch = session_epoch + $2::bigint WHERE agent = $1"),
      select_workspaces_(connection, "SELECT DISTINCT workspace FROM accounts ORDER BY workspace"),
      update_definition_(connection,
                         "UPDATE accounts SET display_name = $2, role = $3, capacity = $4,"
                         " queues = $5, disabled = $6::bigint <> 0,"
                         " session_epoch = session_epoch + $7::bigint WHERE agent = $1"),
      update_epoch_(connection,
                    "UPDATE accounts SET session_epoch = session_epoch + 1 WHERE agent = $1"),
      delete_account_(connection, "DELETE FROM accounts WHERE agent = $1"),
      insert_session_(connection,
                      "INSERT INTO sessions (token_sha256, id, agent, session_epoch, expires_ms)"
                      " VALUES ($1, $2, $3, $4, $5)"),
      select_session_(connection,
                      fmt::format("SELECT {}, s.id, s.expires_ms, s.session_epoch"
                                  " FROM sessions AS s JOIN accounts AS a ON a.agent = s.agent"
                                  " WHERE s.token_sha256 = $1",
                                  kAccountColumns)),
      delete_session_(connection, "DELETE FROM sessions WHERE id = $1"),
      delete_sessions_of_(connection, "DELETE FROM sessions WHERE agent = $1"),
      delete_expired_(connection, "DELETE FROM sessions WHERE expires_ms <= $1"),
      delete_beyond_limit_(connection,
                           "DELETE FROM sessions WHERE agent = $1 AND id NOT IN"
                           " (SELECT id FROM sessions WHERE agent = $1 ORDER BY id DESC LIMIT $2)"),
      insert_secret_(connection,
                     "INSERT INTO secrets (name, key) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
      select_secret_(connection, "SELECT key FROM secrets WHERE name = $1") {}

template <class Work>
auto PostgresAccounts::change(AgentId agent, Work&& work) {
    return attempt_on(connection_, Repeat::never, [&] {
        Transaction transaction(connection_, Transaction::Kind::write);
        auto rows = lock_by_agent_.query(agent);
        if (!rows.next()) raise(Error::Kind::not_found, "no such account");
        if constexpr (std::is_void_v<std::invoke_result_t<Work, const Account&>>) {
            work(read_account(rows));
            transaction.commit();
        } else {
            auto made = work(read_account(rows));
            transaction.commit();
            return made;
        }
    });
}

std::optional<Credentials> PostgresAccounts::select_by_email(std::string_view normal_email) {
    if (!storable(normal_email)) return std::nullopt;
    auto rows = select_by_email_.query(normal_email);
    if (!rows.next()) return std::nullopt;
    return Credentials{read_account(rows), rows.text(kHashColumn)};
}

Result<void> PostgresAccounts::add(const NewAccount& account) {
    return attempt_on(connection_, Repeat::never, [&] {
        const auto email = normal_email(account.email);
        check_account(account, email);
        if (!storable(account.display_name)) raise(Error::Kind::invalid, "display name: holds NUL");
        const auto hash = value_or_raise(hash_password(account.password));
        if (select_by_email(email)) {
            raise(Error::Kind::conflict, fmt::format("{} has an account already", email));
        }
        if (select_by_agent_.query(account.agent).next()) {
            raise(Error::Kind::conflict,
                  fmt::format("{} has an account already", account.agent.text()));
        }
        const auto queues = pack(account.queues);
        insert_.run(account.workspace, account.agent, email, account.display_name,
                    static_cast<int>(account.role), account.capacity, Blob{queues}, hash,
                    account.made_by);
    });
}

Result<Account> PostgresAccounts::verify(std::string_view email, std::string_view password) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        gate_.prepare();
        auto stored = select_by_email(normal_email(email));
        const auto renewed = gate_.pass(stored, password);
        if (renewed) update_hash_.run(stored->account.agent, *renewed);
        return std::move(stored->account);
    });
}

Result<std::vector<Account>> PostgresAccounts::all() {
    return attempt_on(connection_, Repeat::harmless, [&] {
        std::vector<Account> accounts;
        auto rows = select_all_.query();
        while (rows.next()) accounts.push_back(read_account(rows));
        return accounts;
    });
}

Result<Account> PostgresAccounts::find(AgentId agent) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        auto rows = select_by_agent_.query(agent);
        if (!rows.next()) raise(Error::Kind::not_found, "no such account");
        return read_account(rows);
    });
}

Result<Account> PostgresAccounts::find_by_email(std::string_view email) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        const auto normal = normal_email(email);
        auto stored = select_by_email(normal);
        if (!stored) raise(Error::Kind::not_found, fmt::format("{} has no account", normal));
        return std::move(stored->account);
    });
}

Result<void> PostgresAccounts::set_password(AgentId agent, std::string_view password) {
    auto hash = hash_password(password);
    if (!hash) return std::unexpected(std::move(hash.error()));
    return change(agent, [&](const Account&) {
        update_password_.run(agent, *hash);
        delete_sessions_of_.run(agent);
    });
}

Result<void> PostgresAccounts::set_disabled(AgentId agent, bool disabled) {
    return change(agent, [&](const Account&) {
        update_disabled_.run(agent, disabled ? 1 : 0);
        if (disabled) delete_sessions_of_.run(agent);
    });
}

Result<void> PostgresAccounts::set_definition(AgentId agent, const AccountDefinition& definition) {
    if (!storable(definition.display_name)) {
        return fail(Error::Kind::invalid, "display name: holds NUL");
    }
    return change(agent, [&](const Account& account) {
        const auto queues = pack(definition.queues);
        const bool leaves = definition.disabled && !account.disabled;
        update_definition_.run(agent, definition.display_name, static_cast<int>(definition.role),
                               definition.capacity, Blob{queues}, definition.disabled ? 1 : 0,
                               leaves ? 1 : 0);
        if (leaves) delete_sessions_of_.run(agent);
    });
}

Result<void> PostgresAccounts::end_sessions(AgentId agent) {
    return change(agent, [&](const Account&) {
        update_epoch_.run(agent);
        delete_sessions_of_.run(agent);
    });
}

Result<void> PostgresAccounts::remove(AgentId agent) {
    return attempt_on(connection_, Repeat::harmless, [&] { delete_account_.run(agent); });
}

Result<NewSession> PostgresAccounts::create_session(AgentId agent, Timestamp now, Duration ttl) {
    return change(agent, [&](const Account& account) {
        if (account.disabled) raise(Error::Kind::refused, "this account is disabled");
        auto session = make_session(now, ttl);
        const auto stored = token_fingerprint(session.token).value();
        insert_session_.run(Blob{stored}, session.id, agent, account.session_epoch,
                            to_ms(session.expires));
        delete_expired_.run(to_ms(now));
        delete_beyond_limit_.run(agent, static_cast<std::int64_t>(kSessionsMax));
        return session;
    });
}

Result<Session> PostgresAccounts::find_session(std::string_view token, Timestamp now) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        if (const auto stored = token_fingerprint(token)) {
            auto rows = select_session_.query(Blob{*stored});
            if (rows.next()) {
                constexpr int kSession = kHashColumn + 1;
                Session session{rows.id<SessionId>(kSession), read_account(rows),
                                from_ms(rows.integer(kSession + 1))};
                const bool current = rows.natural(kSession + 2) == session.account.session_epoch;
                if (current && !session.account.disabled && now < session.expires) return session;
            }
        }
        raise(Error::Kind::refused, "the session is over; log in again");
    });
}

Result<void> PostgresAccounts::end_session(SessionId session) {
    return attempt_on(connection_, Repeat::harmless, [&] { delete_session_.run(session); });
}

Result<std::vector<WorkspaceId>> PostgresAccounts::workspace_list() {
    return attempt_on(connection_, Repeat::harmless, [&] {
        std::vector<WorkspaceId> workspaces;
        auto rows = select_workspaces_.query();
        while (rows.next()) workspaces.push_back(rows.id<WorkspaceId>(0));
        return workspaces;
    });
}

Result<SecretKey> PostgresAccounts::key(std::string_view name) {
    return attempt_on(connection_, Repeat::harmless, [&] {
        auto read = [&]() -> std::optional<SecretKey> {
            auto rows = select_secret_.query(name);
            if (!rows.next()) return std::nullopt;
            SecretKey key{};
            std::ranges::copy(rows.bytes(0).substr(0, key.size()), key.begin());
            return key;
        };
        if (auto key = read()) return *key;
        SecretKey fresh;
        randombytes_buf(fresh.data(), fresh.size());
        insert_secret_.run(name, Blob{{reinterpret_cast<const char*>(fresh.data()), fresh.size()}});
        return read().value();  // whoever was first, his counts
    });
}

}  // namespace usher::store::postgres
