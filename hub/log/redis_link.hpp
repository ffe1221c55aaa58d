// A connection to Redis that comes back by itself: connect, authenticate, wait out LOADING, make
// sure that it is a primary, then exchange commands and replies; when it is lost, back off and
// start again. One per pipeline, reader and subscriber. It never queues anything while it is not
// up.
#pragma once

#include <optional>
#include <random>

#include "hub/log/redis_socket.hpp"
#include "hub/log/stream_link.hpp"

namespace usher::log {

class ClusterRouter;
class RedisSentinels;

/// What all connections of one RedisStreams share, or in a cluster those to one node.
struct RedisContext {
    net::Loop& loop;
    RedisOptions options;
    std::shared_ptr<TlsContext> tls;
    std::string server;     ///< options.address.text()
    bool any_role = false;  ///< a replica or a sentinel is welcome as well; nothing is asked of it
    std::shared_ptr<RedisSentinels> sentinels = {};  ///< who say where; else options.address does
    std::shared_ptr<ClusterRouter> cluster = {};     ///< null: everything is on this server
};

class RedisLink final : public StreamLink, public std::enable_shared_from_this<RedisLink> {
  public:
    /// Hold it by shared_ptr: an event may drop the last outside reference.
    static std::shared_ptr<RedisLink> make(std::shared_ptr<const RedisContext> context,
                                           Events events);

    void open() override;
    void close() override;
    bool is_up() const override { return state_ == State::up; }
    bool is_open() const { return state_ != State::closed; }
    /// Only while up. Commands of one loop turn leave in one write.
    void send(std::initializer_list<std::string_view> command) override;
    void send_encoded(std::string_view commands);
    void give_up(Error why) override;
    /// The primary is there now: gives a connection to another place up.
    void follow(const RedisAddress& primary);
    /// Why it is not up, once an attempt has failed; empty while up or on the first attempt.
    const std::optional<Error>& trouble() const { return trouble_; }

  private:
    enum class State { closed, waiting, connecting, greeting, up };

    RedisLink(std::shared_ptr<const RedisContext> context, Events events);
    void connect();
    void reach(const RedisAddress& address);
    void greet();
    void ask_whether_ready();
    void on_bytes(std::string_view bytes);
    void on_greeting(const Reply& reply);
    void on_introduction(const Reply& reply);
    void become_up();
    void flush_soon();
    void flush();
    void lose(Error why);
    std::chrono::milliseconds backoff();

    std::shared_ptr<const RedisContext> context_;
    Events events_;
    State state_ = State::closed;
    unsigned generation_ = 0;  // of the socket: events of an older one are stale
    unsigned failures_ = 0;    // in a row
    bool auth_pending_ = false;
    bool info_pending_ = false;
    bool flush_posted_ = false;
    bool writing_ = false;
    std::optional<Error> trouble_;
    RedisAddress at_;     // of the last attempt
    std::string server_;  // the same for errors
    std::string out_;
    std::unique_ptr<RedisSocket> socket_;
    std::unique_ptr<ReplyParser> parser_;
    std::minstd_rand random_;
    net::Timer timer_;
};

}  // namespace usher::log
