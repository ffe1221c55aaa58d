// All subscriptions of one RedisStreams at one server over one link: SUBSCRIBE while somebody
// listens to a channel, again after each outage. Used by RedisStreams, and by ClusterLive for each
// primary. It opens no connection while nobody listens.
#pragma once

#include <functional>
#include <map>

#include "hub/log/redis_link.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

class LiveChannels {
  public:
    using Handler = std::function<void(std::string_view)>;

    virtual ~LiveChannels() = default;
    virtual std::unique_ptr<Subscription> subscribe(const std::string& channel,
                                                    Handler handler) = 0;
};

class RedisLive final : public LiveChannels {
  public:
    /// With `lost` it subscribes sharded channels (SSUBSCRIBE) and calls it when the connection
    /// fails, or was given up because the node serves a channel no more.
    explicit RedisLive(std::shared_ptr<const RedisContext> context,
                       std::function<void()> lost = nullptr);
    ~RedisLive() override;

    std::unique_ptr<Subscription> subscribe(const std::string& channel, Handler handler) override;

  private:
    struct Impl;
    struct Listener;
    struct Token;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
