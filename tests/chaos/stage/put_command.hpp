// Puts a command into a workspace's command stream as an operator's tool would, past every gateway:
// how a scenario gives a queue the targets it needs. Needs a Redis of the run's own.
#pragma once

#include "hub/core/model/command.hpp"
#include "hub/log/redis_streams.hpp"

namespace usher::chaos {

/// Throws when Redis does not take it within ten seconds.
void put_command(const log::RedisOptions& redis, WorkspaceId workspace, core::CommandBody body);

}  // namespace usher::chaos
