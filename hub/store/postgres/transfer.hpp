// PostgreSQL as a side of a copy, on the connection of the archive.
#pragma once

#include "hub/store/postgres/archive.hpp"
#include "hub/store/transfer.hpp"

namespace usher::store::postgres {

class PostgresTransfer final : public Transfer {
  public:
    PostgresTransfer(PostgresArchive& archive, Connection& connection);

    Result<std::vector<WorkspaceId>> workspaces() override;
    Result<CopiedWorkspace> describe(WorkspaceId workspace) override;
    Result<std::vector<core::Event>> read(WorkspaceId workspace, std::uint64_t after,
                                          std::size_t count) override;
    Result<std::vector<std::pair<ConversationId, std::uint64_t>>> last_seqs(
        WorkspaceId workspace) override;
    Result<void> begin(WorkspaceId workspace) override;
    Result<void> finish(const CopiedWorkspace& workspace) override;
    Result<std::vector<Credentials>> accounts() override;
    Result<void> put_account(const Credentials& account) override;
    Result<std::vector<std::pair<std::string, SecretKey>>> secrets() override;
    Result<void> put_secret(std::string_view name, const SecretKey& key) override;

  private:
    void set_mark(WorkspaceId workspace, const LogMark& mark);

    PostgresArchive& archive_;
    Connection& connection_;
    Statement select_events_;
};

}  // namespace usher::store::postgres
