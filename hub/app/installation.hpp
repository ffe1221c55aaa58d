// What an installation stands on: its databases and its Redis, embedded or somewhere else. Opened
// once by the verbs that need them; knows nothing of gateways and engines.
#pragma once

#include <memory>

#include "hub/log/embedded_redis.hpp"
#include "hub/log/redis_streams.hpp"
#include "hub/ops/config.hpp"
#include "hub/ops/log.hpp"
#include "hub/store/open.hpp"

namespace usher::app {

/// Where an installation's databases are: store.url, else the data folder.
Result<std::unique_ptr<store::Store>> open_store_of(const ops::Config& config);
Result<std::unique_ptr<store::AccountsStore>> open_accounts_of(const ops::Config& config);

/// The Redis that redis.url names; it must name one.
Result<std::unique_ptr<log::Streams>> open_streams_of(net::Loop& loop, const ops::Config& config);

class Installation {
  public:
    /// Starts the embedded Redis if no other is configured and waits until it answers.
    static Result<std::unique_ptr<Installation>> open(net::Loop& loop, const ops::Config& config,
                                                      ops::Log log);
    /// For verbs that only look: uses the embedded Redis of a running hub, and starts one
    /// otherwise.
    static Result<std::unique_ptr<Installation>> open_or_join(net::Loop& loop, ops::Config config,
                                                              ops::Log log);
    enum class StreamsFor { any, engine };
    /// Streams for another role, on that role's loop. Safe from any thread.
    Result<std::unique_ptr<log::Streams>> open_streams(net::Loop& loop,
                                                       StreamsFor role = StreamsFor::any) const;
    store::Store& store() { return *store_; }
    /// Connections of its own for another thread.
    Result<std::unique_ptr<store::Store>> open_store() const;
    /// Accounts alone, for a thread of its own.
    Result<std::unique_ptr<store::AccountsStore>> open_accounts() const;
    /// Ends the embedded Redis, if there is one; after all streams are closed.
    void close();

  private:
    Installation(const ops::Config& config, ops::Log log);

    ops::Config config_;
    ops::Log log_;
    std::unique_ptr<log::EmbeddedRedis> embedded_;
    log::RedisAddress address_;
    std::unique_ptr<store::Store> store_;
};

}  // namespace usher::app
