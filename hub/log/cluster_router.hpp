// Knows which node of a Redis Cluster holds which slot, and finds out again when that changes.
// Shared by all connections of one RedisStreams: they report redirections and lost nodes, it asks
// CLUSTER SLOTS of one primary after the other and tells them when the map has changed. It never
// sends their commands and never uses a replica.
// CLUSTER SLOTS and not SHARDS: both exist in Redis 7.0, but only SLOTS names the address and port
// that fit the connection it is asked over (TLS or not, host name or IP, as the nodes announce).
#pragma once

#include <chrono>
#include <map>

#include "hub/log/cluster_slots.hpp"
#include "hub/log/redis_link.hpp"

namespace usher::log {

class ClusterRouter : public std::enable_shared_from_this<ClusterRouter> {
  public:
    /// Keeps a handler registered; it is not called after its destruction.
    class Watch {
      public:
        Watch(std::shared_ptr<ClusterRouter> router, unsigned number);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

      private:
        std::shared_ptr<ClusterRouter> router_;
        unsigned number_;
    };

    /// `base`: options with the seeds; asks them from the first call of owner() or refresh() on.
    static std::shared_ptr<ClusterRouter> make(std::shared_ptr<const RedisContext> base);
    /// Ends its questions. The owner of the router calls it before the loop goes.
    void close();

    /// Null: nobody, or not known yet; it is being asked then.
    const ClusterNode* owner(std::uint16_t slot);
    const SlotMap& map() const { return map_; }
    /// For a plain connection to that node, with the same credentials and limits.
    std::shared_ptr<const RedisContext> context_of(const ClusterNode& node);

    /// A node said MOVED: believed at once for this slot; the whole map is asked for as well.
    void moved(const Refusal& refusal);
    /// A connection to `node` was lost or could not be made: asks the others, twice a second for
    /// ten seconds, so that a promoted replica is found soon after it was promoted.
    void suspect(const ClusterNode& node);
    /// Asks for the map; several calls become one.
    void refresh();

    /// Why there is no map, once all known nodes were asked in vain.
    const std::optional<Error>& trouble() const { return trouble_; }
    /// `changed` is called in a later turn after the map changed, or after all were asked in vain.
    std::unique_ptr<Watch> watch(std::function<void()> changed);

  private:
    using Clock = std::chrono::steady_clock;

    explicit ClusterRouter(std::shared_ptr<const RedisContext> base);
    std::shared_ptr<RedisContext> make_context(const ClusterNode& node) const;
    std::vector<ClusterNode> candidates() const;
    void ask_next();
    void on_answer(const Reply& reply, const ClusterNode& asked);
    void on_no_answer(Error why);
    void finish_round();
    void tell();

    std::shared_ptr<const RedisContext> base_;
    SlotMap map_;
    bool known_ = false;
    bool closed_ = false;
    std::map<ClusterNode, std::shared_ptr<const RedisContext>> contexts_;
    std::map<unsigned, std::function<void()>> watchers_;
    unsigned watchers_made_ = 0;
    bool telling_ = false;

    std::vector<ClusterNode> round_;  // still to be asked, last first
    std::shared_ptr<RedisLink> link_;
    bool asking_ = false;
    bool again_ = false;                    // asked for while a question was out
    unsigned turn_ = 0;                     // whom to ask first
    std::optional<ClusterNode> informed_;   // the newest MOVED named it
    std::optional<ClusterNode> suspected_;  // asked last
    Clock::time_point eager_until_{};
    std::optional<Error> trouble_;
    net::Timer answer_timer_;
    net::Timer again_timer_;
};

}  // namespace usher::log
