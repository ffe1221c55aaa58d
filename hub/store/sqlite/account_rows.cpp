#include "hub/store/sqlite/account_rows.hpp"

namespace usher::store::sqlite {

Account read_account(const Rows& rows, int first) {
    return {.workspace = rows.id<WorkspaceId>(first),
            .agent = rows.id<AgentId>(first + 1),
            .email = rows.text(first + 2),
            .display_name = rows.text(first + 3),
            .role = static_cast<core::AgentRole>(rows.integer(first + 4)),
            .capacity = static_cast<std::uint32_t>(rows.integer(first + 5)),
            .queues = unpack_queues(rows.bytes(first + 6)),
            .disabled = rows.integer(first + 7) != 0,
            .session_epoch = rows.natural(first + 8),
            .made_by = rows.id<AgentId>(first + 9)};
}

}  // namespace usher::store::sqlite
