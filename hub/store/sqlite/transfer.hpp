// SQLite as a side of a copy, on the connections of the archive and of the accounts.
#pragma once

#include "hub/store/sqlite/archive.hpp"
#include "hub/store/transfer.hpp"

namespace usher::store::sqlite {

class SqliteTransfer final : public Transfer {
  public:
    SqliteTransfer(SqliteArchive& archive, Connection& archive_file, Connection& accounts_file);

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

    SqliteArchive& archive_;
    Connection& archive_file_;
    Connection& accounts_file_;
};

}  // namespace usher::store::sqlite
