// What the embedded Redis keeps in its data folder: lock, configuration, socket, log. Used by
// EmbeddedRedis only. It never touches the append-only file itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "hub/log/embedded_redis.hpp"

namespace usher::log {

/// The folder is ours while this lives. The server inherits the descriptor, so after a kill -9 of
/// the hub the lock stays taken until the server has ended as well.
class FolderLock {
  public:
    /// Waits up to `limit` for the holder to end. Errors: refused (cannot write there), conflict.
    static Result<FolderLock> take(const std::filesystem::path& folder,
                                   std::chrono::milliseconds limit);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();
    int descriptor() const { return descriptor_; }

  private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// Makes the folder with mode 700 if needed and gives its absolute path. Error refused says why
/// not.
Result<std::filesystem::path> prepare_folder(const std::filesystem::path& folder);

/// <folder>/redis.sock, or one in a new private folder under /tmp when that is above the 107 bytes
/// a socket path may have. Removes the private folder a killed hub has left behind. Needs the lock.
Result<std::filesystem::path> choose_socket(const std::filesystem::path& folder);
/// Removes socket and private folder.
void drop_socket(const std::filesystem::path& folder, const std::filesystem::path& socket);

/// Writes <folder>/redis.conf anew and gives its path.
Result<std::filesystem::path> write_configuration(const std::filesystem::path& folder,
                                                  const std::filesystem::path& socket,
                                                  const EmbeddedRedisOptions& options);

std::filesystem::path log_file(const std::filesystem::path& folder);
/// Size of the log; renames it away first when it has grown above 8 MiB.
std::uintmax_t open_log_chapter(const std::filesystem::path& folder);
/// The last lines written since, at most five, joined by " | ".
std::string last_log_lines(const std::filesystem::path& folder, std::uintmax_t since);

enum class ProbeAnswer { ready, loading, none };
/// One PING over the socket; blocks up to `limit`.
ProbeAnswer probe(const std::filesystem::path& socket, std::chrono::milliseconds limit);

}  // namespace usher::log
