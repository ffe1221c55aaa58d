// The sessions of agents: made, found by their token, ended. Part of SqliteAccounts; raises instead
// of returning errors.
#pragma once

#include "hub/store/sqlite/account_rows.hpp"

namespace usher::store::sqlite {

class Sessions {
  public:
    explicit Sessions(Connection& connection);

    NewSession create(const Account& account, Timestamp now, Duration ttl);
    Session find(std::string_view token, Timestamp now);
    void end(SessionId session);
    void end_all(AgentId agent);

  private:
    Statement insert_, select_, delete_, delete_of_agent_, delete_expired_, delete_beyond_limit_;
};

}  // namespace usher::store::sqlite
