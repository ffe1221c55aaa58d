// Commands and their answers over the primaries of a Redis Cluster: one pipelined link per primary
// that is in use, each command to the one that holds the slot of its key, redirections followed.
// RedisStreams appends and asks through it when its address is a cluster. What was in flight when a
// link was lost is answered "outcome unknown"; only what a node refused is sent again (see
// ClusterLane for the order).
#pragma once

#include "hub/log/redis_calls.hpp"
#include "hub/log/redis_link.hpp"

namespace usher::log {

class ClusterPipeline final : public RedisCalls {
  public:
    /// `context` with a router. `on_new_server` as in Streams, and also when the slot of a
    /// workspace in use went to another node and that is up: after a failover it may lack the
    /// newest entries, so what waits is sent to it only with send_to_new_server.
    ClusterPipeline(std::shared_ptr<const RedisContext> context,
                    std::function<void()> on_new_server);
    ~ClusterPipeline() override;
    ClusterPipeline(const ClusterPipeline&) = delete;
    ClusterPipeline& operator=(const ClusterPipeline&) = delete;

    /// A command without a key goes to any primary.
    void call(std::initializer_list<std::string_view> command, Callback<Reply> done) override;
    bool offer(std::initializer_list<std::string_view> command) override;
    /// Only when no primary can be reached: one that is away takes its own workspaces with it, and
    /// a hub that called itself unready for that would take all the others as well.
    std::optional<Error> trouble() const override;
    Histories histories_at(std::string_view key) override;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
