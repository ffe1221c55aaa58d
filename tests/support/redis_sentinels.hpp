// Real Redis Sentinels on loopback that watch real servers, quick enough for tests: they know each
// other and the replicas from the start. Stopped by their own pids. hurry() shortens what they wait
// for by themselves: without it a busy machine makes them stand still for 30 s ("tilt").
#pragma once

#include "hub/base/random.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {

class RedisSentinelGroup {
  public:
    static constexpr std::string_view kName = "mymaster";

    /// `settings` are further lines of each sentinel's configuration.
    RedisSentinelGroup(std::size_t count, std::uint16_t primary,
                       const std::vector<std::uint16_t>& replicas,
                       const std::string& settings = "") {
        for (std::size_t i = 0; i < count; ++i) {
            nodes_.push_back(std::make_unique<Node>());
            nodes_.back()->port = free_tcp_port();
            nodes_.back()->id = run_id();
        }
        for (const auto& node : nodes_) {
            std::ofstream out(node->folder.path() / "sentinel.conf");
            out << "port " << node->port << "\nbind 127.0.0.1\ndir " << node->folder.path().string()
                << "\nsentinel myid " << node->id << "\nsentinel monitor " << kName << " 127.0.0.1 "
                << primary << ' ' << count / 2 + 1 << "\nsentinel down-after-milliseconds " << kName
                << " 500\nsentinel failover-timeout " << kName << " 4000\n";
            for (const auto port : replicas) {
                out << "sentinel known-replica " << kName << " 127.0.0.1 " << port << '\n';
            }
            for (const auto& other : nodes_) {
                if (other == node) continue;
                out << "sentinel known-sentinel " << kName << " 127.0.0.1 " << other->port << ' '
                    << other->id << '\n';
            }
            out << settings;
        }
        for (std::size_t i = 0; i < count; ++i) start(i);
    }
    ~RedisSentinelGroup() {
        for (const auto& node : nodes_) {
            if (node->child) node->child->signal(SIGCONT);
            if (node->child) node->child->signal(SIGTERM);
        }
    }

    void start(std::size_t which) {
        Node& node = *nodes_[which];
        auto started = log::ChildProcess::start(
            {.program = log::find_program("redis-server").value(),
             .arguments = {(node.folder.path() / "sentinel.conf").string(), "--sentinel"},
             .output = node.folder.path() / "sentinel.log"});
        if (!started) throw std::runtime_error(started.error().text);
        node.child.emplace(std::move(*started));
    }
    void kill_hard(std::size_t which) { nodes_[which]->child.reset(); }
    void pause(std::size_t which) { nodes_[which]->child->signal(SIGSTOP); }
    void resume(std::size_t which) { nodes_[which]->child->signal(SIGCONT); }

    /// Once they answer.
    void hurry(net::Loop& loop) const {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const auto hurried = run_until(loop, [&] {
                return redis_command(
                           loop, options_of(i),
                           {"SENTINEL", "DEBUG", "info-period", "1000", "publish-period", "250",
                            "tilt-period", "1000", "min-link-reconnect-period", "1000"})
                    .has_value();
            });
            if (!hurried) throw std::runtime_error("a sentinel does not answer");
        }
    }

    /// "127.0.0.1:1,127.0.0.1:2/mymaster", for an address.
    std::string place() const {
        std::string hosts;
        for (const auto& node : nodes_) {
            hosts += fmt::format("{}127.0.0.1:{}", hosts.empty() ? "" : ",", node->port);
        }
        return fmt::format("{}/{}", hosts, kName);
    }
    log::RedisOptions options(std::string_view credentials = "",
                              std::string_view query = "") const {
        log::RedisOptions options;
        options.address = log::RedisAddress::parse(
                              fmt::format("redis+sentinel://{}{}{}", credentials, place(), query))
                              .value();
        return options;
    }
    /// To reach one sentinel itself.
    log::RedisOptions options_of(std::size_t which) const {
        log::RedisOptions options;
        options.address.host = "127.0.0.1";
        options.address.port = nodes_[which]->port;
        return options;
    }

  private:
    struct Node {
        TemporaryFolder folder;
        std::uint16_t port = 0;
        std::string id;
        std::optional<log::ChildProcess> child;
    };

    static std::string run_id() {
        std::string id;
        for (int part = 0; part < 2; ++part) {
            for (const std::uint8_t byte : random_entropy()) id += fmt::format("{:02x}", byte);
        }
        return id.substr(0, 40);
    }

    std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace usher::test
