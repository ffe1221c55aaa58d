// The archive in PostgreSQL. A write locks the workspace's row, works out all rows, and sends them
// in one go; the commit is the last of them. All indexes are up to date at once.
#pragma once

#include <memory>
#include <unordered_map>

#include "hub/store/archive.hpp"
#include "hub/store/conversation_row.hpp"
#include "hub/store/log_order.hpp"
#include "hub/store/postgres/archive_plan.hpp"
#include "hub/store/sqlite/words.hpp"

namespace usher::store::postgres {

class PostgresArchive final : public Archive {
  public:
    explicit PostgresArchive(Connection& connection);

    Result<Position> position(WorkspaceId workspace) override;
    Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) override;
    Result<void> accept_gap(WorkspaceId workspace, const Position& to) override;
    Result<void> keep_snapshot(WorkspaceId workspace, const Snapshot& snapshot) override;
    Result<std::optional<Snapshot>> snapshot(WorkspaceId workspace) override;
    Result<void> replay(WorkspaceId workspace,
                        const std::function<void(const core::Event&)>& take) override;

  private:
    /// Runs `work` with the shelf, whose row is locked; it commits, or leaves the transaction to be
    /// undone.
    template <class Work>
    Result<void> change(WorkspaceId workspace, Repeat repeat, Work&& work);
    Shelf& lock(WorkspaceId workspace);
    void send(Pipeline& pipeline, const Shelf& shelf, const ArchivePlan& plan);

    Connection& connection_;
    Statement select_position_, lock_workspace_, insert_workspace_, update_workspace_;
    Statement insert_event_, insert_conversation_, update_conversation_, upsert_contact_;
    Statement insert_gap_, upsert_snapshot_, select_snapshot_, select_range_, select_bodies_;
    ConversationLookup lookup_;
    sqlite::Words splitter_;
    std::vector<Word> words_;
    std::unordered_map<WorkspaceId, Shelf> shelves_;
};

}  // namespace usher::store::postgres
