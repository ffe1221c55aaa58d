#include "hub/log/embedded_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "hub/log/redis_acl.hpp"

namespace usher::log {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSocketPathMax = 107;
constexpr std::uintmax_t kLogBytesMax = std::uintmax_t{8} << 20;

std::unexpected<Error> cannot_use(const fs::path& path, std::string_view reason) {
    return fail(
        Error::Kind::refused,
        fmt::format("cannot write in the data folder: {}: {}; choose another data folder or "
                    "correct its owner and permissions",
                    path.string(), reason));
}

std::string first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

fs::path socket_note(const fs::path& folder) {
    return folder / "redis.sock.path";
}

/// As redis.conf reads it: in double quotes, everything unusual as \xHH.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\' || byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace

Result<FolderLock> FolderLock::take(const fs::path& folder, std::chrono::milliseconds limit) {
    const auto file = folder / "redis.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return cannot_use(file, std::strerror(errno));
    FolderLock lock(descriptor);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) return cannot_use(file, std::strerror(errno));
        if (std::chrono::steady_clock::now() >= deadline) {
            return fail(
                Error::Kind::conflict,
                fmt::format("the data folder {} is in use by another Usher or its Redis "
                            "(redis-server has pid {}); stop it or choose another data folder",
                            folder.string(), first_line(folder / "redis.pid")));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}
FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<fs::path> prepare_folder(const fs::path& folder) {
    std::error_code error;
    const auto absolute = fs::absolute(folder, error).lexically_normal();
    const bool made = fs::create_directories(absolute, error);
    if (error) return cannot_use(absolute, error.message());
    if (made) fs::permissions(absolute, fs::perms::owner_all, error);
    if (!fs::is_directory(absolute, error)) return cannot_use(absolute, "it is not a folder");
    if (::access(absolute.c_str(), W_OK | X_OK) != 0)
        return cannot_use(absolute, std::strerror(errno));
    return absolute;
}

Result<fs::path> choose_socket(const fs::path& folder) {
    std::error_code ignored;
    if (const fs::path old = first_line(socket_note(folder)); !old.empty()) {
        fs::remove(old, ignored);
        fs::remove(old.parent_path(), ignored);
        fs::remove(socket_note(folder), ignored);
    }
    if (auto socket = folder / "redis.sock"; socket.string().size() <= kSocketPathMax)
        return socket;
    char made[] = "/tmp/usher-XXXXXX";
    if (::mkdtemp(made) == nullptr) {
        return fail(Error::Kind::refused,
                    fmt::format("cannot make a folder for the Redis socket in /tmp: {}",
                                std::strerror(errno)));
    }
    auto socket = fs::path(made) / "redis.sock";
    std::ofstream(socket_note(folder)) << socket.string() << '\n';
    return socket;
}

void drop_socket(const fs::path& folder, const fs::path& socket) {
    std::error_code ignored;
    fs::remove(socket, ignored);
    if (socket.parent_path() == folder) return;
    fs::remove(socket.parent_path(), ignored);
    fs::remove(socket_note(folder), ignored);
}

Result<fs::path> write_configuration(const fs::path& folder, const fs::path& socket,
                                     const EmbeddedRedisOptions& options) {
    const auto file = folder / "redis.conf";
    const auto draft = folder / "redis.conf.new";
    const bool always = options.fsync == EmbeddedRedisOptions::Fsync::always;
    {
        std::ofstream out(draft, std::ios::trunc);
        out << "# Written by usher at each start; changes are lost.\n"
            << "dir " << quoted(folder.string()) << "\n"
            << "unixsocket " << quoted(socket.string()) << "\n"
            << "unixsocketperm 700\n"
            // No password: whoever opens the socket could read the file beside it as well.
            << "user default on nopass " << kAclRules << "\n"
            << "port 0\n"
            << "daemonize no\n"
            << "supervised no\n"
            << "pidfile " << quoted((folder / "redis.pid").string()) << "\n"
            << "logfile " << quoted(log_file(folder).string()) << "\n"
            << "loglevel notice\n"
            << "always-show-logo no\n"
            << "databases 1\n"
            << "save \"\"\n"
            << "appendonly yes\n"
            << "appendfsync " << (always ? "always" : "everysec") << "\n"
            << "no-appendfsync-on-rewrite no\n"
            << "aof-use-rdb-preamble yes\n"
            << "aof-load-truncated yes\n"
            << "auto-aof-rewrite-percentage 100\n"
            << "auto-aof-rewrite-min-size 64mb\n"
            << "stream-node-max-bytes 1024\n"
            << "maxmemory " << options.memory_bytes_max << "\n"
            << "maxmemory-policy noeviction\n";
        if (!out.flush()) return cannot_use(draft, std::strerror(errno));
    }
    std::error_code error;
    fs::rename(draft, file, error);
    if (error) return cannot_use(file, error.message());
    return file;
}

fs::path log_file(const fs::path& folder) {
    return folder / "redis.log";
}

std::uintmax_t open_log_chapter(const fs::path& folder) {
    std::error_code error;
    const auto size = fs::file_size(log_file(folder), error);
    if (error) return 0;
    if (size <= kLogBytesMax) return size;
    fs::rename(log_file(folder), folder / "redis.log.1", error);
    return error ? size : 0;
}

std::string last_log_lines(const fs::path& folder, std::uintmax_t since) {
    constexpr std::size_t kLines = 5;
    constexpr std::size_t kLineMax = 300;
    std::ifstream in(log_file(folder));
    in.seekg(static_cast<std::streamoff>(since));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) continue;
        if (lines.size() == kLines) lines.erase(lines.begin());
        lines.push_back(line.substr(0, kLineMax));
    }
    return fmt::format("{}", fmt::join(lines, " | "));
}

}  // namespace usher::log
