// A real redis-server in a temporary folder of its own, for tests: on a unix socket, and on
// request on TCP or TLS. It is stopped by its own pid and its folder removed at the end.
#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include "hub/log/child_process.hpp"
#include "hub/log/embedded_files.hpp"
#include "hub/log/redis_acl.hpp"
#include "hub/log/redis_streams.hpp"

namespace usher::test {

class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::filesystem::path& parent = "/tmp") {
        std::string made = (parent / "usher-test-XXXXXX").string();
        if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = made;
    }
    /// Where a disk that stalls does not count; on the disk where memory has no room to write.
    static std::filesystem::path memory() {
        const std::filesystem::path memory = "/dev/shm";
        std::error_code failed;
        const auto room = std::filesystem::space(memory, failed).available;
        const bool usable = !failed && room >= (1ULL << 30) && ::access(memory.c_str(), W_OK) == 0;
        return usable ? memory : "/tmp";
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline std::uint16_t free_tcp_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = ::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(probe);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

/// Settings with which only this user, limited as documented, may do anything.
inline std::string limited_user(std::string_view name, std::string_view password) {
    return fmt::format("user default off\nuser {} on >{} {}\n", name, password, log::kAclRules);
}

class RedisServer {
  public:
    using Transport = log::RedisAddress::Transport;

    /// `settings` are further lines of redis.conf.
    explicit RedisServer(Transport transport = Transport::unix_socket, std::string settings = "")
        : transport_(transport) {
        if (transport != Transport::unix_socket) port_ = free_tcp_port();
        if (transport == Transport::tls) make_certificate();
        std::ofstream out(folder_.path() / "redis.conf");
        out << "dir " << folder_.path().string() << "\nunixsocket " << socket().string()
            << "\nsave \"\"\nappendonly yes\nappendfsync always\nport "
            << (transport == Transport::tcp ? port_ : 0) << "\nbind 127.0.0.1\n";
        if (transport == Transport::tls) {
            out << "tls-port " << port_ << "\ntls-auth-clients no\ntls-cert-file "
                << certificate().string() << "\ntls-key-file "
                << (folder_.path() / "key.pem").string() << "\ntls-ca-cert-file "
                << certificate().string() << "\n";
        }
        out << settings;
        out.close();
        start();
    }
    ~RedisServer() { stop(); }

    void start() {
        const auto program = log::find_program("redis-server");
        if (!program) throw std::runtime_error("redis-server is not installed");
        auto started =
            log::ChildProcess::start({.program = *program,
                                      .arguments = {(folder_.path() / "redis.conf").string()},
                                      .output = folder_.path() / "redis.log"});
        if (!started) throw std::runtime_error(started.error().text);
        child_.emplace(std::move(*started));
    }
    /// Until it answers PING; not for servers that want a password.
    void wait_until_ready() {
        using namespace std::chrono_literals;
        const auto limit = std::chrono::steady_clock::now() + 30s;
        while (log::probe(socket(), 500ms) != log::ProbeAnswer::ready) {
            if (child_->wait(10ms) || std::chrono::steady_clock::now() > limit) {
                throw std::runtime_error("redis-server does not start");
            }
        }
    }
    void kill_hard() {
        if (child_) child_->signal(SIGKILL);
        if (child_) child_->wait(std::chrono::seconds(10));
        child_.reset();
    }
    void stop() {
        if (!child_) return;
        resume();
        child_->signal(SIGTERM);
        child_->wait(std::chrono::seconds(10));
        child_.reset();
    }
    bool is_running() const { return child_.has_value(); }
    void pause() { child_->signal(SIGSTOP); }
    void resume() { child_->signal(SIGCONT); }

    log::RedisOptions options(std::string credentials = "") const {
        log::RedisOptions options;
        std::string text = "unix:" + socket().string();
        if (transport_ == Transport::tcp)
            text = fmt::format("redis://{}127.0.0.1:{}", credentials, port_);
        if (transport_ == Transport::tls)
            text = fmt::format("rediss://{}localhost:{}", credentials, port_);
        options.address = log::RedisAddress::parse(text).value();
        if (transport_ == Transport::tls) options.tls_ca_file = certificate().string();
        return options;
    }
    std::filesystem::path socket() const { return folder_.path() / "redis.sock"; }
    std::filesystem::path folder() const { return folder_.path(); }
    std::filesystem::path certificate() const { return folder_.path() / "certificate.pem"; }
    std::uint16_t port() const { return port_; }

  private:
    void make_certificate() const {
        const auto command = fmt::format(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
            "/CN=localhost "
            "-addext subjectAltName=DNS:localhost -keyout {0}/key.pem -out {0}/certificate.pem "
            "2>/dev/null",
            folder_.path().string());
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl failed");
    }

    TemporaryFolder folder_;
    Transport transport_;
    std::uint16_t port_ = 0;
    std::optional<log::ChildProcess> child_;
};

}  // namespace usher::test
