// Shows what the gateway counts under the names of /metrics.
#pragma once

#include "hub/gateway/probe.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::app {

/// `probe` outlives the last rendering.
void show_gateway(ops::Metrics& metrics, const gateway::GatewayProbe& probe);

}  // namespace usher::app
