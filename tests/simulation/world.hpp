// All that a schedule consists of, made from its plan: Redis, network, store, nodes, people. It
// makes faults happen and heals them; when they happen is the schedule's business.
#pragma once

#include <filesystem>

#include "tests/simulation/plan.hpp"

namespace usher::simulation {

class World {
  public:
    World(const Plan& plan, const std::filesystem::path& folder);
    ~World();

    void start();
    void apply(const Fault& fault);
    /// Everything works again, and stays so.
    void heal();

    void run_for(Instant time) { scheduler.run_until(scheduler.now() + time); }
    /// False when it did not become so within the limit.
    bool run_until(const std::function<bool()>& so, Instant limit);

    bool nodes_serve() const;
    /// Every log is archived and read to its end, and nobody has anything left to say.
    bool quiet();
    std::string why_not_quiet();

    const Plan& plan;
    Scheduler scheduler;
    Network network;
    SimulatedRedis redis;
    StoreState store_state;
    chaos::Ledger ledger;
    std::vector<WorkspaceId> workspaces;
    std::vector<std::unique_ptr<Node>> nodes;
    std::unique_ptr<Town> town;
    std::shared_ptr<store::Store> witness;  ///< a connection of the oracle's own

  private:
    void define();
    void append(WorkspaceId workspace, std::vector<core::CommandBody> bodies);
    void later(Instant length, std::function<void()> task);
    void apply_to_redis(const Fault& fault);
    void apply_to_node(const Fault& fault, Node& node);
    void apply_to_person(const Fault& fault);
    std::uint64_t last_event(WorkspaceId workspace);

    std::filesystem::path folder_;
    NodeSurroundings around_;
    Random random_;
    bool healed_ = false;
    std::uint64_t appended_ = 0;
};

}  // namespace usher::simulation
