// What machines ask: is the process alive, can it work, what did it count. Called by HttpApi on the
// loop; tells nothing about people.
#pragma once

#include "hub/gateway/http/call.hpp"
#include "hub/net/forwarded.hpp"
#include "hub/ops/health.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::gateway {

class OperationRoutes {
  public:
    /// `allowed`: who may read the metrics besides this machine.
    OperationRoutes(const ops::Health& health, const ops::Metrics& metrics,
                    net::TrustedProxies allowed)
        : health_(health), metrics_(metrics), allowed_(std::move(allowed)) {}

    /// From this machine itself, not through a proxy on it, or from an allowed network.
    bool is_near(const net::HttpRequest& request) const;

    void healthz(Call call) const;
    void readyz(Call call) const;
    void metrics(Call call) const;

  private:
    const ops::Health& health_;
    const ops::Metrics& metrics_;
    net::TrustedProxies allowed_;
};

}  // namespace usher::gateway
