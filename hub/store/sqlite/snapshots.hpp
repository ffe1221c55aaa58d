// The newest snapshot of each workspace and the events after it. Part of SqliteArchive, which calls
// it inside its transactions; raises instead of returning errors.
#pragma once

#include <functional>
#include <optional>

#include "hub/store/archive.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

class Snapshots {
  public:
    explicit Snapshots(Connection& connection);

    /// `last_event` is the last one that the snapshot contains.
    void keep(std::int64_t workspace, const Snapshot& snapshot, std::int64_t last_event);
    std::optional<Snapshot> find(WorkspaceId workspace);
    void replay(WorkspaceId workspace, const std::function<void(const core::Event&)>& take);

  private:
    Connection& connection_;
    Statement upsert_, select_, select_range_, select_bodies_;
};

}  // namespace usher::store::sqlite
