// How an account stands in its row. Used by the accounts and by the sessions.
#pragma once

#include <string>
#include <vector>

#include "hub/store/accounts.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

/// The columns that read_account() reads from `first` on, of a table or alias `a`.
inline constexpr std::string_view kAccountColumns =
    "a.workspace, a.agent, a.email, a.display_name, a.role, a.capacity, a.queues, a.disabled,"
    " a.session_epoch";
inline constexpr int kAccountColumnCount = 9;

Account read_account(const Rows& rows, int first = 0);

std::string pack(const std::vector<QueueId>& queues);

/// Trimmed, ASCII letters in lower case.
std::string normal_email(std::string_view email);

}  // namespace usher::store::sqlite
