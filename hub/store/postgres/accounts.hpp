// Accounts, sessions and secrets in PostgreSQL, on one connection. What needs more than one
// statement is one transaction that locks the account first.
#pragma once

#include "hub/store/account_rules.hpp"
#include "hub/store/postgres/statement.hpp"
#include "hub/store/secrets.hpp"

namespace usher::store::postgres {

class PostgresAccounts final : public Accounts, public Secrets {
  public:
    explicit PostgresAccounts(Connection& connection);

    Result<void> add(const NewAccount& account) override;
    Result<Account> verify(std::string_view email, std::string_view password) override;
    Result<std::vector<Account>> all() override;
    Result<Account> find(AgentId agent) override;
    Result<Account> find_by_email(std::string_view email) override;
    Result<void> set_password(AgentId agent, std::string_view password) override;
    Result<void> set_disabled(AgentId agent, bool disabled) override;
    Result<void> set_definition(AgentId agent, const AccountDefinition& definition) override;
    Result<void> end_sessions(AgentId agent) override;
    Result<void> remove(AgentId agent) override;
    Result<NewSession> create_session(AgentId agent, Timestamp now, Duration ttl) override;
    Result<Session> find_session(std::string_view token, Timestamp now) override;
    Result<void> end_session(SessionId session) override;
    Result<std::vector<WorkspaceId>> workspace_list() override;
    Result<SecretKey> key(std::string_view name) override;

  private:
    /// Runs `work` with the account, locked, and commits.
    template <class Work>
    auto change(AgentId agent, Work&& work);
    std::optional<Credentials> select_by_email(std::string_view normal_email);

    Connection& connection_;
    Statement insert_, select_all_, select_by_agent_, select_by_email_, lock_by_agent_;
    Statement update_hash_, update_password_, update_disabled_, select_workspaces_;
    Statement update_definition_, update_epoch_, delete_account_;
    Statement insert_session_, select_session_, delete_session_, delete_sessions_of_,
        delete_expired_, delete_beyond_limit_;
    Statement insert_secret_, select_secret_;
    PasswordGate gate_;
};

}  // namespace usher::store::postgres
