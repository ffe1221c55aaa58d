// One primary of a cluster as the pipeline sees it: a link, and which commands it still owes an
// answer. Used by ClusterPipeline only. It never queues while the link is away and never sends
// anything again.
#pragma once

#include <chrono>
#include <deque>

#include "hub/log/cluster_slots.hpp"
#include "hub/log/redis_link.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

struct ClusterCall {
    Callback<Reply> done;  // empty for offers
    std::string encoded;   // kept until the answer, for a node that refuses it
    std::string key;
    std::uint16_t slot = 0;
    std::size_t bytes = 0;
    std::chrono::steady_clock::time_point deadline;
    enum class State { waits, sent, refused, answered, over } state = State::waits;
    std::optional<Refusal> refusal;  // the newest
    unsigned refusals = 0;
    std::string reason;              // of the newest refusal, for people
    Result<Reply> result = Reply{};  // once answered
};

class ClusterPeer {
  public:
    using Calls = std::deque<std::shared_ptr<ClusterCall>>;
    struct Events {
        /// `new_server`: as another server process or with another replication history than before.
        std::function<void(bool new_server)> up;
        std::function<void(std::shared_ptr<ClusterCall>, Reply)> answered;
        /// The calls were in flight; empty when one more attempt to connect failed.
        std::function<void(const Calls&, const Error&)> lost;
    };

    ClusterPeer(std::shared_ptr<const RedisContext> context, ClusterNode node, Events events);
    ~ClusterPeer();
    ClusterPeer(const ClusterPeer&) = delete;
    ClusterPeer& operator=(const ClusterPeer&) = delete;

    const ClusterNode& node() const { return node_; }
    const std::string& server() const { return context_->server; }
    bool is_up() const { return link_->is_up(); }
    bool is_idle() const { return sent_.empty(); }
    const std::optional<Error>& trouble() const { return link_->trouble(); }
    /// It was lost and nobody was told yet that it is back; see RedisOptions::on_event.
    bool is_missed() const { return missed_; }
    /// For so long that waiting for it does not help.
    bool is_away_for_long() const;

    /// Of its data; a replica that is promoted begins one of its own and names the one it goes on
    /// from.
    const std::string& history() const { return history_; }
    const std::string& history_before() const { return history_before_; }
    bool goes_on_from(const std::string& history) const { return history == history_before_; }

    /// Only while up. With `asking` the node accepts a key that is on its way to it.
    void send(std::shared_ptr<ClusterCall> call, bool asking);
    /// Gives the connection up; `lost` comes in a later turn.
    void give_up(Error why) { link_->give_up(std::move(why)); }

  private:
    void on_introduced(std::string_view info);
    void on_up();
    void on_reply(Reply reply);
    void on_failed(const Error& why);

    std::shared_ptr<const RedisContext> context_;
    ClusterNode node_;
    Events events_;
    std::shared_ptr<RedisLink> link_;
    Calls sent_;            // null: the OK of an ASKING
    std::string identity_;  // of server process and replication history, once known
    std::string history_;
    std::string history_before_;
    bool new_server_ = false;  // and not told yet
    bool missed_ = false;
    std::chrono::steady_clock::time_point away_since_;
};

}  // namespace usher::log
