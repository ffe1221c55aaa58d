// The archive in SQLite. A write appends rows to `events` and nothing else that is random; every
// few thousand events it brings the two indexes up to them in order, which is what makes it cheap.
// History reads the few that are not indexed yet directly.
#pragma once

#include <memory>
#include <unordered_map>

#include "hub/store/archive.hpp"
#include "hub/store/log_order.hpp"
#include "hub/store/sqlite/archive_batch.hpp"
#include "hub/store/sqlite/fold.hpp"
#include "hub/store/sqlite/snapshots.hpp"

namespace usher::store::sqlite {

/// Ids of events are dense per workspace, in one integer: (number << 40) + 1 and up.
inline constexpr int kEventBits = 40;

class SqliteArchive final : public Archive {
  public:
    explicit SqliteArchive(Connection& connection);

    Result<Position> position(WorkspaceId workspace) override;
    Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) override;
    Result<void> accept_gap(WorkspaceId workspace, const Position& to) override;
    Result<void> keep_snapshot(WorkspaceId workspace, const Snapshot& snapshot) override;
    Result<std::optional<Snapshot>> snapshot(WorkspaceId workspace) override;
    Result<void> replay(WorkspaceId workspace,
                        const std::function<void(const core::Event&)>& take) override;

  private:
    struct Shelf {  ///< what is kept in memory of one workspace
        Shelf(Connection& connection, std::int64_t workspace_number)
            : number(workspace_number),
              conversations(connection, workspace_number),
              contacts(connection, workspace_number) {}
        std::int64_t number;
        LogMark mark;
        std::int64_t gap_event = kNoGap;
        std::int64_t last_event = 0;
        std::int64_t indexed_event = 0;
        std::size_t unindexed_bytes = 0;
        ConversationRows conversations;
        ContactRows contacts;
    };
    Shelf& shelf_of(WorkspaceId workspace);
    Shelf& load(WorkspaceId workspace);
    /// Runs `work` with the shelf in a transaction; it says whether there is something to commit.
    template <class Work>
    Result<void> change(WorkspaceId workspace, Work&& work);
    void store(Shelf& shelf, const core::Event& event);
    void index_if_due(Shelf& shelf);
    void write_mark(const Shelf& shelf);

    Connection& connection_;
    Statement select_position_, select_workspace_, insert_workspace_, update_workspace_,
        insert_event_;
    Statement sum_unindexed_, insert_gap_;
    Snapshots snapshots_;
    Fold fold_;
    std::int64_t data_version_ = 0;
    std::unordered_map<WorkspaceId, std::unique_ptr<Shelf>> shelves_;
};

}  // namespace usher::store::sqlite
