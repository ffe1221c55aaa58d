// The archive in SQLite. A write appends rows to `events` and nothing else that is random; every
// few thousand events it brings the two indexes up to them in order, which is what makes it cheap.
// History reads the few that are not indexed yet directly.
#pragma once

#include <memory>
#include <unordered_map>

#include "hub/store/archive.hpp"
#include "hub/store/sqlite/archive_batch.hpp"
#include "hub/store/sqlite/fold.hpp"

namespace usher::store::sqlite {

/// Ids of events are dense per workspace, in one integer: (number << 40) + 1 and up.
inline constexpr int kEventBits = 40;

class SqliteArchive final : public Archive {
  public:
    explicit SqliteArchive(Connection& connection);

    Result<Position> position(WorkspaceId workspace) override;
    Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) override;

  private:
    struct Shelf {  ///< what is kept in memory of one workspace
        Shelf(Connection& connection, std::int64_t workspace_number)
            : number(workspace_number),
              conversations(connection, workspace_number),
              contacts(connection, workspace_number) {}
        std::int64_t number;
        Position position;
        std::int64_t last_event = 0;
        std::int64_t indexed_event = 0;
        std::size_t unindexed_bytes = 0;
        ConversationRows conversations;
        ContactRows contacts;
    };
    Shelf& shelf_of(WorkspaceId workspace);
    Shelf& load(WorkspaceId workspace);
    bool follows(const Shelf& shelf, const core::LogEntry& entry) const;
    void store(Shelf& shelf, const core::Event& event);
    void index_if_due(Shelf& shelf);

    Connection& connection_;
    Statement select_position_, select_workspace_, insert_workspace_, update_workspace_,
        insert_event_;
    Statement sum_unindexed_;
    Fold fold_;
    std::int64_t data_version_ = 0;
    std::unordered_map<WorkspaceId, std::unique_ptr<Shelf>> shelves_;
};

}  // namespace usher::store::sqlite
