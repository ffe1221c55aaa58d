// How an account stands in its row. Used by the accounts and by copies.
#pragma once

#include <string>
#include <string_view>

#include "hub/store/account_rules.hpp"
#include "hub/store/postgres/statement.hpp"

namespace usher::store::postgres {

/// What read_account() reads, and the hash, of a table or alias `a`.
inline constexpr std::string_view kAccountColumns =
    "a.workspace, a.agent, a.email, a.display_name, a.role, a.capacity, a.queues, a.disabled,"
    " a.session_epoch, a.made_by, a.password_hash";
inline constexpr int kHashColumn = 10;

std::string select_accounts(std::string_view rest);
Account read_account(const Rows& rows);

}  // namespace usher::store::postgres
