// The private redis-server child of `usher serve` without configuration: an append-only file in the
// data folder, a unix socket only we may open. Started by app before the loop runs. It never
// outlives the hub and never touches a Redis it did not start.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "hub/base/result.hpp"
#include "hub/net/loop.hpp"

namespace usher::log {

struct EmbeddedRedisOptions {
    enum class Fsync { always, every_second };

    std::filesystem::path data_folder;  ///< made with mode 700 when missing
    Fsync fsync =
        Fsync::always;  ///< every_second may lose 1-2 s of acknowledged entries at power loss
    std::uint64_t memory_bytes_max = 0;  ///< 0: no limit; beyond it appends fail with exhausted
    std::chrono::milliseconds start_timeout{120'000};  ///< until it has loaded its data and answers
    std::chrono::milliseconds takeover_timeout{
        15'000};                                     ///< for a predecessor to let go of the folder
    std::chrono::milliseconds stop_timeout{15'000};  ///< after SIGTERM, before SIGKILL

    /// One sentence when the server starts, ends or is started again; may be empty.
    std::function<void(std::string)> on_event;
};

class EmbeddedRedis {
  public:
    /// Blocks until the server answers PING. Call it on the thread that lives as long as the
    /// process: the kernel ends the child when that thread ends. Errors: not_found (no
    /// redis-server; names the fix), refused (folder), conflict (folder in use), corrupt
    /// (append-only file), unavailable (with the last lines of its log).
    static Result<std::unique_ptr<EmbeddedRedis>> start(net::Loop& loop,
                                                        EmbeddedRedisOptions options);
    /// stop()s.
    ~EmbeddedRedis();

    /// "unix:/…", for RedisAddress::parse; the same over restarts.
    std::string address() const;
    /// Of the running server, 0 between a death and the restart.
    int pid() const;

    /// SIGTERM, then blocks until it has ended, SIGKILL after stop_timeout (then Error
    /// unavailable). Safe to call again.
    Result<void> stop();

  private:
    struct Impl;
    explicit EmbeddedRedis(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace usher::log
