// The engine role of a node: a pump for each workspace, of which those run whose lease this node
// holds, and the store's thread they ask. Owned by the hub.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "hub/app/engine/engine_pump.hpp"
#include "hub/ops/health.hpp"
#include "hub/ops/log.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::app {

class EngineRole {
  public:
    /// Whether this node runs the engine of the workspace now; called on each change.
    using Holding = std::function<void(WorkspaceId, bool)>;
    using SnapshotTaken = std::function<void(WorkspaceId, store::Snapshot)>;

    EngineRole(net::Loop& loop, log::Streams& streams, std::unique_ptr<store::Store> store,
               std::string holder, ops::Health& health, ops::Metrics& metrics, ops::Log log,
               Holding holding, SnapshotTaken taken);

    void start(const std::vector<WorkspaceId>& workspaces);
    void archived(WorkspaceId workspace, std::uint64_t version);
    /// `done` comes when every pump has stopped.
    void stop(std::function<void()> done);

  private:
    EnginePumpEvents events_of(WorkspaceId workspace);
    void report();

    net::Loop& loop_;
    log::Streams& streams_;
    StoreThread store_;
    std::string holder_;
    ops::Health& health_;
    ops::Counter& appended_again_;
    ops::Log log_;
    Holding holding_;
    SnapshotTaken taken_;
    std::map<WorkspaceId, std::string> troubles_;
    std::map<WorkspaceId, std::unique_ptr<EnginePump>> pumps_;
};

}  // namespace usher::app
