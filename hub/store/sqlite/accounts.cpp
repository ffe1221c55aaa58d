#include "hub/store/sqlite/accounts.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "hub/store/password.hpp"

namespace usher::store::sqlite {
namespace {

std::string select_accounts(std::string_view rest) {
    return fmt::format("SELECT {}, a.password_hash FROM accounts AS a {}", kAccountColumns, rest);
}

}  // namespace

SqliteAccounts::SqliteAccounts(Connection& connection)
    : connection_(connection),
      sessions_(connection),
      insert_(connection,
              "INSERT INTO accounts (workspace, agent, email, display_name, role, capacity, queues,"
              " password_hash, made_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      select_all_(connection, select_accounts("ORDER BY a.workspace, a.email")),
      select_by_agent_(connection, select_accounts("WHERE a.agent = ?1")),
      select_by_email_(connection, select_accounts("WHERE a.email = ?1")),
      update_hash_(connection, "UPDATE accounts SET password_hash = ?2 WHERE agent = ?1"),
      update_password_(connection,
                       "UPDATE accounts SET password_hash = ?2, session_epoch = session_epoch + 1"
                       " WHERE agent = ?1"),
      update_disabled_(connection,
                       "UPDATE accounts SET disabled = ?2, session_epoch = session_epoch + ?2"
                       " WHERE agent = ?1"),
      select_workspaces_(connection, "SELECT DISTINCT workspace FROM accounts ORDER BY workspace"),
      update_definition_(connection,
                         "UPDATE accounts SET display_name = ?2, role = ?3, capacity = ?4,"
                         " queues = ?5, disabled = ?6, session_epoch = session_epoch + ?7"
                         " WHERE agent = ?1"),
      update_epoch_(connection,
                    "UPDATE accounts SET session_epoch = session_epoch + 1 WHERE agent = ?1"),
      delete_account_(connection, "DELETE FROM accounts WHERE agent = ?1"),
      insert_secret_(connection,
                     "INSERT INTO secrets (name, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING"),
      select_secret_(connection, "SELECT key FROM secrets WHERE name = ?1") {}

Result<void> SqliteAccounts::add(const NewAccount& account) {
    return attempt([&] {
        const auto email = normal_email(account.email);
        check_account(account, email);
        const auto hash = value_or_raise(hash_password(account.password));
        Transaction transaction(connection_, Transaction::Lock::write);
        if (select_by_email_.query(email).next()) {
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
        transaction.commit();
    });
}

Result<Account> SqliteAccounts::verify(std::string_view email, std::string_view password) {
    return attempt([&] {
        gate_.prepare();
        std::optional<Credentials> stored;
        const auto normal = normal_email(email);
        if (auto rows = select_by_email_.query(normal); rows.next()) {
            stored = {read_account(rows), rows.text(kAccountColumnCount)};
        }
        const auto renewed = gate_.pass(stored, password);
        if (renewed) update_hash_.run(stored->account.agent, *renewed);
        return std::move(stored->account);
    });
}

Result<std::vector<Account>> SqliteAccounts::all() {
    return attempt([&] {
        std::vector<Account> accounts;
        auto rows = select_all_.query();
        while (rows.next()) accounts.push_back(read_account(rows));
        return accounts;
    });
}

Account SqliteAccounts::find_or_raise(AgentId agent) {
    auto rows = select_by_agent_.query(agent);
    if (!rows.next()) raise(Error::Kind::not_found, "no such account");
    return read_account(rows);
}

Result<Account> SqliteAccounts::find(AgentId agent) {
    return attempt([&] { return find_or_raise(agent); });
}

Result<Account> SqliteAccounts::find_by_email(std::string_view email) {
    return attempt([&] {
        const auto normal = normal_email(email);
        auto rows = select_by_email_.query(normal);
        if (!rows.next()) raise(Error::Kind::not_found, fmt::format("{} has no account", normal));
        return read_account(rows);
    });
}

Result<void> SqliteAccounts::set_password(AgentId agent, std::string_view password) {
    return attempt([&] {
        const auto hash = value_or_raise(hash_password(password));
        Transaction transaction(connection_, Transaction::Lock::write);
        find_or_raise(agent);
        update_password_.run(agent, hash);
        sessions_.end_all(agent);
        transaction.commit();
    });
}

Result<void> SqliteAccounts::set_disabled(AgentId agent, bool disabled) {
    return attempt([&] {
        Transaction transaction(connection_, Transaction::Lock::write);
        find_or_raise(agent);
        update_disabled_.run(agent, disabled ? 1 : 0);
        if (disabled) sessions_.end_all(agent);
        transaction.commit();
    });
}

Result<void> SqliteAccounts::set_definition(AgentId agent, const AccountDefinition& definition) {
    return attempt([&] {
        const auto queues = pack(definition.queues);
        Transaction transaction(connection_, Transaction::Lock::write);
        const bool leaves = definition.disabled && !find_or_raise(agent).disabled;
        update_definition_.run(agent, definition.display_name, static_cast<int>(definition.role),
                               definition.capacity, Blob{queues}, definition.disabled ? 1 : 0,
                               leaves ? 1 : 0);
        if (leaves) sessions_.end_all(agent);
        transaction.commit();
    });
}

Result<void> SqliteAccounts::end_sessions(AgentId agent) {
    return attempt([&] {
        Transaction transaction(connection_, Transaction::Lock::write);
        find_or_raise(agent);
        update_epoch_.run(agent);
        sessions_.end_all(agent);
        transaction.commit();
    });
}

Result<void> SqliteAccounts::remove(AgentId agent) {
    return attempt([&] {
        Transaction transaction(connection_, Transaction::Lock::write);
        sessions_.end_all(agent);
        delete_account_.run(agent);
        transaction.commit();
    });
}

Result<NewSession> SqliteAccounts::create_session(AgentId agent, Timestamp now, Duration ttl) {
    return attempt([&] {
        Transaction transaction(connection_, Transaction::Lock::write);
        auto session = sessions_.create(find_or_raise(agent), now, ttl);
        transaction.commit();
        return session;
    });
}

Result<Session> SqliteAccounts::find_session(std::string_view token, Timestamp now) {
    return attempt([&] { return sessions_.find(token, now); });
}

Result<void> SqliteAccounts::end_session(SessionId session) {
    return attempt([&] { sessions_.end(session); });
}

Result<std::vector<WorkspaceId>> SqliteAccounts::workspace_list() {
    return attempt([&] {
        std::vector<WorkspaceId> workspaces;
        auto rows = select_workspaces_.query();
        while (rows.next()) workspaces.push_back(rows.id<WorkspaceId>(0));
        return workspaces;
    });
}

Result<SecretKey> SqliteAccounts::key(std::string_view name) {
    return attempt([&] {
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

}  // namespace usher::store::sqlite
