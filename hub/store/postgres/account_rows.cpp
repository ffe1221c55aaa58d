#include "hub/store/postgres/account_rows.hpp"

#include <fmt/format.h>

namespace usher::store::postgres {

std::string select_accounts(std::string_view rest) {
    return fmt::format("SELECT {} FROM accounts AS a {}", kAccountColumns, rest);
}

Account read_account(const Rows& rows) {
    return {.workspace = rows.id<WorkspaceId>(0),
            .agent = rows.id<AgentId>(1),
            .email = rows.text(2),
            .display_name = rows.text(3),
            .role = static_cast<core::AgentRole>(rows.integer(4)),
            .capacity = static_cast<std::uint32_t>(rows.integer(5)),
            .queues = unpack_queues(rows.bytes(6)),
            .disabled = rows.truth(7),
            .session_epoch = rows.natural(8),
            .made_by = rows.id<AgentId>(9)};
}

}  // namespace usher::store::postgres
