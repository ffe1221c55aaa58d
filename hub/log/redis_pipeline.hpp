// Commands and their answers over one link, pipelined, bounded, each with a deadline. RedisStreams
// appends and asks through it. It never sends a command twice: what was in flight when the link was
// lost is answered "outcome unknown".
#pragma once

#include <chrono>
#include <deque>

#include "hub/log/redis_calls.hpp"
#include "hub/log/redis_link.hpp"

namespace usher::log {

class RedisPipeline final : public RedisCalls {
  public:
    /// `on_new_server` as in Streams; may be empty.
    explicit RedisPipeline(std::shared_ptr<const RedisContext> context,
                           std::function<void()> on_new_server = {});
    ~RedisPipeline() override;
    RedisPipeline(const RedisPipeline&) = delete;
    RedisPipeline& operator=(const RedisPipeline&) = delete;

    void call(std::initializer_list<std::string_view> command, Callback<Reply> done) override;
    bool offer(std::initializer_list<std::string_view> command) override;
    std::optional<Error> trouble() const override;
    Histories histories_at(std::string_view) override { return histories_; }

  private:
    using Clock = std::chrono::steady_clock;
    struct Pending {
        Callback<Reply> done;  // empty for offers
        std::size_t bytes;
        Clock::time_point deadline;
    };

    void on_introduced(std::string_view info);
    void on_up();
    void on_reply(Reply reply);
    void on_failed(const Error& why);
    void on_deadline();
    void watch_deadline();
    void enqueue(std::initializer_list<std::string_view> command, std::size_t bytes,
                 Callback<Reply> done);
    void fail_unsent(Error why);
    void fail_all(Error why);

    std::shared_ptr<const RedisContext> context_;
    std::function<void()> on_new_server_;
    std::string identity_;  // of server process and replication history, once known
    Histories histories_;
    bool new_server_ = false;  // and not told yet
    std::shared_ptr<RedisLink> link_;
    std::deque<Pending> pending_;
    std::size_t pending_bytes_ = 0;
    std::string unsent_;  // encoded, waits for the link
    bool up_ = false;     // pending_ may have been sent; true until the link's loss was answered
    bool watching_ = false;
    bool announced_ = false;  // the outage
    Clock::time_point away_since_ = Clock::now();
    net::Timer deadline_timer_;
};

}  // namespace usher::log
