// Asks Redis Sentinels where the primary is: one after the other until one answers, then the same
// one again every second, so that a promotion is noticed while the old primary still answers. Used
// by RedisLink. It believes no sentinel about the role: the link checks that itself.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/log/redis_link.hpp"

namespace usher::log {

class RedisSentinels {
  public:
    using Found = std::function<void(const Result<RedisAddress>&)>;

    RedisSentinels(net::Loop& loop, const RedisOptions& options, std::shared_ptr<TlsContext> tls);
    ~RedisSentinels();
    RedisSentinels(const RedisSentinels&) = delete;
    RedisSentinels& operator=(const RedisSentinels&) = delete;

    /// Asks anew; answers in a later turn, with unavailable or refused when no sentinel helps.
    /// Callers at the same time share one answer.
    void find(Found done);
    /// The link is to follow() when the primary moves.
    void tell(std::weak_ptr<RedisLink> link);

  private:
    void connect();
    void ask();
    void on_reply(const Reply& reply);
    void try_next(Error why);
    void answer(const Result<RedisAddress>& found);

    net::Loop& loop_;
    RedisOptions options_;
    std::shared_ptr<TlsContext> tls_;
    std::size_t current_ = 0;
    std::size_t failed_ = 0;  // in this round
    bool asked_ = false;
    bool resting_ = false;  // after a round in which none helped
    std::shared_ptr<RedisLink> link_;
    std::vector<Found> waiting_;
    std::vector<std::weak_ptr<RedisLink>> links_;
    RedisAddress primary_;  // as last heard
    net::Timer timer_;
};

}  // namespace usher::log
