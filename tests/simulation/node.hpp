// One node of a schedule: the real parts of hub/app and hub/gateway, wired as hub/app/hub.cpp wires
// them, on loops in virtual time. It can be killed at any moment and started again; its place in
// the network, its name and its store stay.
#pragma once

#include "hub/app/archive_follower.hpp"
#include "hub/app/archive_news.hpp"
#include "hub/app/engine/engine_role.hpp"
#include "hub/gateway/gateway.hpp"
#include "tests/simulation/faulty_streams.hpp"
#include "tests/simulation/flaky_store.hpp"
#include "tests/simulation/network.hpp"

namespace usher::simulation {

struct Roles {
    bool gateway = true;
    bool engine = true;  ///< and the archive
};

/// What the nodes of a schedule share.
struct NodeSurroundings {
    SimulatedRedis& redis;
    Network& network;
    StoreState& store_state;
    std::vector<WorkspaceId> workspaces;
    std::function<std::shared_ptr<store::Store>()> open_store;
    /// The agent with this e-mail address; the ticket is issued without asking for more.
    std::function<gateway::TicketHolder(const std::string& email)> account;
};

class Node {
  public:
    Node(NodeSurroundings& around, unsigned nth, Roles roles);
    ~Node();

    void start();
    /// Nothing is finished; its machine may go with it, and then nobody is told.
    void kill(bool with_machine);
    /// As SIGTERM; `done` when it is down.
    void stop(std::function<void()> done);

    bool runs() const { return life_ != nullptr; }
    bool serves() const;
    Roles roles() const { return roles_; }
    std::uint16_t port() const { return port_; }
    const std::string& name() const { return place_->name; }
    Place& place() { return *place_; }
    /// Null while it does not run.
    gateway::Gateway* gateway();
    std::size_t starts() const { return starts_; }

  private:
    struct Life;
    NodeSurroundings& around_;
    GatewayId id_;
    Roles roles_;
    std::uint16_t port_;
    std::shared_ptr<Place> place_;
    std::shared_ptr<Life> life_;
    std::size_t starts_ = 0;
};

}  // namespace usher::simulation
