// The dead letters of a workspace in Redis, {ws}:dead, and the tries that lead there, {ws}:tries:
// two hashes by command id, so that burying twice keeps one and of two who exhume only one succeeds
// (a stream could promise neither without a script). Used by RedisStreams.
#pragma once

#include <set>

#include "hub/log/redis_caller.hpp"

namespace usher::log {

/// Puts letters in and keeps their number within kDeadLettersMax. Lives as long as the caller.
class DeadLetterBox {
  public:
    explicit DeadLetterBox(RedisCaller& redis) : redis_(redis) {}
    /// See Streams::bury.
    void bury(std::string dead_key, const std::string& tries_key, DeadLetter letter,
              Callback<void> done);

  private:
    void check(std::string dead_key);
    void drop_oldest(std::string dead_key);

    RedisCaller& redis_;
    std::set<std::string> dropping_;  // keys that are being cut: listing one is dear, so once
};

/// See Streams.
void get_dead_letters(RedisCaller& redis, std::string dead_key, std::size_t max,
                      Callback<std::vector<DeadLetter>> done);
void exhume_letter(RedisCaller& redis, const std::string& dead_key, const std::string& command_id,
                   Callback<bool> done);

void count_one_try(RedisCaller& redis, const std::string& tries_key, const std::string& command_id,
                   Callback<std::uint32_t> done);

}  // namespace usher::log
