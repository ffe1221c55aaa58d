// All subscriptions of one RedisStreams in a Redis Cluster: sharded ones (SSUBSCRIBE, Redis 7.0) at
// the primary that holds the slot of the workspace, over one link per primary in use. Sharded,
// because a plain PUBLISH is passed on to every node of the cluster, replicas too, each time with
// the 2 KB header of the cluster's own protocol: typing signals would cost more with every node.
// When a slot moves, what is published meanwhile is lost: that is what ephemeral means.
#pragma once

#include "hub/log/redis_live.hpp"

namespace usher::log {

class ClusterLive final : public LiveChannels {
  public:
    /// `context` with a router.
    explicit ClusterLive(std::shared_ptr<const RedisContext> context);
    ~ClusterLive() override;

    std::unique_ptr<Subscription> subscribe(const std::string& channel, Handler handler) override;

  private:
    struct Impl;
    struct Place;
    struct Token;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
