// A Redis of one's own for a benchmark: a redis-server child on a unix socket in a temporary
// folder. Used by the floor program; it takes no settings beside the flush policy, and is gone when
// the object is.
#pragma once

#include <sys/types.h>

#include <string>

namespace usher::floor {

class RedisChild {
  public:
    /// `fsync` is "always" or "everysec". Waits up to 5 s for the socket; ends the program with a
    /// sentence when it does not come.
    explicit RedisChild(const std::string& fsync);
    ~RedisChild();
    RedisChild(const RedisChild&) = delete;
    RedisChild& operator=(const RedisChild&) = delete;

    std::string address() const { return "unix:" + folder_ + "/redis.sock"; }

  private:
    std::string folder_;
    pid_t pid_ = -1;
};

}  // namespace usher::floor
