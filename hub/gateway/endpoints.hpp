// The two doors, /ws/customer and /ws/agent: who may open a socket at all. Asked by the HTTP
// handler at each upgrade; everything after that is the session's.
#pragma once

#include "hub/gateway/context.hpp"
#include "hub/gateway/customer_hello.hpp"
#include "hub/net/http_server.hpp"

namespace usher::gateway {

class CustomerEndpoint {
  public:
    CustomerEndpoint(GatewayContext& context, Workspaces workspaces)
        : context_(context), workspaces_(workspaces) {}
    /// 400 without a known subprotocol, 403 for pages that no inbox allows, 503 when full or
    /// stopping.
    net::UpgradeAnswer upgrade(const net::HttpRequest& request);

  private:
    GatewayContext& context_;
    Workspaces workspaces_;
};

class AgentEndpoint {
  public:
    AgentEndpoint(GatewayContext& context, Workspaces workspaces)
        : context_(context), workspaces_(workspaces) {}
    /// 400 without a known subprotocol, 403 for pages that are not the hub's own, 503 as above.
    net::UpgradeAnswer upgrade(const net::HttpRequest& request);

  private:
    GatewayContext& context_;
    Workspaces workspaces_;
};

}  // namespace usher::gateway
