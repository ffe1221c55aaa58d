// Administration of routing over HTTP: teams, tiers, the rules of a queue, what an agent can. Part
// of AdminRoutes, which hands the request over.
#pragma once

#include "hub/gateway/admin/admin_request.hpp"
#include "hub/gateway/http/routes.hpp"

namespace usher::gateway {

class RoutingRoutes {
  public:
    /// A workspace has no more; nothing takes them away.
    static constexpr std::size_t kTeamsMax = 500;

    explicit RoutingRoutes(AwaitedCommands& commands) : commands_(commands) {}

    static bool has(Endpoint endpoint);
    void handle(Endpoint endpoint, HeldRequest request);

  private:
    void queue(HeldRequest request);
    void agent(HeldRequest request);
    void teams(HeldRequest request);
    void change_team(HeldRequest request, TeamId id, bool create);
    void tiers(HeldRequest request);

    AwaitedCommands& commands_;
};

}  // namespace usher::gateway
