// How an account stands in its row. Used by the accounts and by the sessions.
#pragma once

#include "hub/store/account_rules.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

/// The columns that read_account() reads from `first` on, of a table or alias `a`.
inline constexpr std::string_view kAccountColumns =
    "a.workspace, a.agent, a.email, a.display_name, a.role, a.capacity, a.queues, a.disabled,"
    " a.session_epoch, a.made_by";
inline constexpr int kAccountColumnCount = 10;

Account read_account(const Rows& rows, int first = 0);

}  // namespace usher::store::sqlite
