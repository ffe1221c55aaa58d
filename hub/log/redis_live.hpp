// All subscriptions of one RedisStreams over one link: SUBSCRIBE while somebody listens to a
// channel, again after each outage. Used by RedisStreams. It opens no connection while nobody
// listens.
#pragma once

#include <functional>
#include <map>

#include "hub/log/redis_link.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

class RedisLive {
  public:
    using Handler = std::function<void(std::string_view)>;

    explicit RedisLive(std::shared_ptr<const RedisContext> context);
    ~RedisLive();

    std::unique_ptr<Subscription> subscribe(const std::string& channel, Handler handler);

  private:
    struct Impl;
    struct Listener;
    struct Token;
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
