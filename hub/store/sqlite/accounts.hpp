// Accounts, sessions and secrets in SQLite, on one connection with synchronous=FULL: nobody else
// holds them.
#pragma once

#include "hub/store/accounts.hpp"
#include "hub/store/secrets.hpp"
#include "hub/store/sqlite/sessions.hpp"

namespace usher::store::sqlite {

class SqliteAccounts final : public Accounts, public Secrets {
  public:
    explicit SqliteAccounts(Connection& connection);

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
    Account find_or_raise(AgentId agent);

    Connection& connection_;
    Sessions sessions_;
    Statement insert_, select_all_, select_by_agent_, select_by_email_;
    Statement update_hash_, update_password_, update_disabled_, select_workspaces_;
    Statement update_definition_, update_epoch_, delete_account_;
    Statement insert_secret_, select_secret_;
    PasswordGate gate_;
};

}  // namespace usher::store::sqlite
