// Reads one stream with XREAD BLOCK over a link of its own and keeps the position. RedisStreams
// wraps it as CommandReader and EventReader. It asks only while somebody waits and never gives an
// entry twice.
#pragma once

#include "hub/log/redis_link.hpp"
#include "hub/log/streams.hpp"

namespace usher::log {

class RedisStreamReader {
  public:
    RedisStreamReader(std::shared_ptr<const RedisContext> context, std::string key,
                      std::string after_id);
    /// Answers a pending next() with cancelled.
    ~RedisStreamReader();
    RedisStreamReader(const RedisStreamReader&) = delete;
    RedisStreamReader& operator=(const RedisStreamReader&) = delete;

    /// See CommandReader::next.
    void next(std::size_t entries_max, Callback<std::vector<CommandEntry>> done);

  private:
    void ask();
    void on_reply(Reply reply);
    void on_failed(Error why);
    void finish(Result<std::vector<CommandEntry>> result);

    std::shared_ptr<const RedisContext> context_;
    std::shared_ptr<StreamLink> link_;
    std::string key_;
    std::string position_;
    Callback<std::vector<CommandEntry>> done_;
    std::size_t entries_max_ = 0;
    std::size_t entries_fitting_ = kReadEntriesMax;  // halved when a reply was too large
    bool asked_ = false;
    net::Timer deadline_timer_;
};

}  // namespace usher::log
