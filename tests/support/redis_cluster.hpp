// A real Redis Cluster on free loopback ports, for tests: three primaries and a replica of the
// first one, formed once per test program and put right again between tests. Slots are moved and
// nodes killed by hand. It waits by asking the nodes, and commands them over their unix sockets.
#pragma once

#include <array>

#include "hub/log/cluster_slots.hpp"
#include "tests/support/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {

class RedisCluster {
  public:
    static constexpr std::size_t kPrimaries = 3;
    static constexpr std::size_t kNodes = 4;  // the last one replicates the first

    explicit RedisCluster(RedisServer::Transport transport = RedisServer::Transport::tcp) {
        for (std::size_t n = 0; n < kNodes; ++n) start(n, transport);
        for (std::size_t n = 0; n < kNodes; ++n) {
            ids_[n] = ask(n, {"CLUSTER", "MYID"}).text;
            ask(n, {"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(n + 1)});
            if (n < kPrimaries) give_slots(n);
            if (n > 0) meet(n);
        }
        wait("the nodes to know each other", [&] { return agreed(); });
        ask(3, {"CLUSTER", "REPLICATE", ids_[0]});
        wait("the replica", [&] { return replicates(3, 0); });
    }

    /// Not gently: a primary that is told to end waits for its replica, which is ending as well.
    ~RedisCluster() {
        for (auto& node : nodes_) node->kill_hard();
    }

    /// Shared by all tests of a program; put right before it is given.
    static RedisCluster& shared() {
        static RedisCluster cluster;
        cluster.heal();
        return cluster;
    }

    /// As the user with the documented rights; the nodes are commanded as the default one.
    log::RedisOptions options() const {
        log::RedisOptions options = nodes_[0]->options("usher:secret@");
        options.address.cluster.clear();
        for (std::size_t n = 0; n < 2; ++n) {  // the third is for them to find
            options.address.cluster.push_back({options.address.host, nodes_[n]->port()});
        }
        return options;
    }
    RedisServer& node(std::size_t n) { return *nodes_[n]; }
    const std::string& id(std::size_t n) const { return ids_[n]; }
    std::string port(std::size_t n) const { return std::to_string(nodes_[n]->port()); }

    log::Reply ask(std::size_t n, std::initializer_list<std::string_view> command) {
        auto reply = try_to_ask(n, command);
        if (!reply) throw std::runtime_error(reply.error().text);
        return std::move(*reply);
    }

    /// In the slots that primary `n` has from the start.
    static WorkspaceId workspace_at(std::size_t n, unsigned nth = 0) {
        for (std::uint64_t i = 1;; ++i) {
            const WorkspaceId workspace{Bits128{1, i}};
            if (log::slot_of("{" + workspace.text() + "}") / kShare == n && nth-- == 0) {
                return workspace;
            }
        }
    }
    static std::uint16_t slot_at(WorkspaceId workspace) {
        return log::slot_of("{" + workspace.text() + "}");
    }
    /// How often a node answered with this error ("ASK", "MOVED") since its start.
    int errors_of(std::size_t n, const std::string& word) {
        const auto info = ask(n, {"INFO", "errorstats"}).text;
        const std::string before = "errorstat_" + word + ":count=";
        const auto at = info.find(before);
        return at == info.npos ? 0 : std::atoi(info.c_str() + at + before.size());
    }
    std::size_t keys_in(std::size_t n, std::uint16_t slot) {
        return static_cast<std::size_t>(
            ask(n, {"CLUSTER", "COUNTKEYSINSLOT", std::to_string(slot)}).integer);
    }

    /// Until all live nodes are a whole cluster again, with the roles and slots of the start, and
    /// empty.
    void heal() {
        for (std::size_t n = 0; n < kNodes; ++n) {
            if (nodes_[n]->is_running()) continue;
            nodes_[n]->start();
            nodes_[n]->wait_until_ready();
        }
        hand_over(3, 0);
        for (std::size_t n = 0; n < kPrimaries; ++n) ask(n, {"FLUSHALL"});
        for (const auto& [slot, owner] : moved_) {
            const auto number = std::to_string(slot);
            for (const std::size_t n : {owner, std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
                ask(n, {"CLUSTER", "SETSLOT", number, "NODE", ids_[owner]});
            }
        }
        moved_.clear();
        wait("the nodes to agree", [&] { return agreed(); });
    }
    /// Until `to` is the primary and `from` its replica. It is asked for again and again: it is
    /// ignored before all know who replicates whom, and a node that won an election in the last
    /// seconds takes the votes of then for new ones, is primary for an instant and steps back.
    void hand_over(std::size_t from, std::size_t to) {
        wait("a primary and its replica to be what they should", [&] {
            if (replicates(from, to)) return true;
            if (replicates(to, from)) (void)try_to_ask(to, {"CLUSTER", "FAILOVER"});
            return false;
        });
    }
    /// So that heal() gives it back.
    void will_move(std::uint16_t slot) { moved_.emplace_back(slot, slot / kShare); }

    bool is_primary(std::size_t n) {
        const auto role = try_to_ask(n, {"ROLE"});
        return role && role->items.at(0).text == "master";
    }
    bool replicates(std::size_t n, std::size_t primary) {
        const auto role = try_to_ask(n, {"ROLE"});
        return role && role->items.at(0).text == "slave" && role->items.at(3).text == "connected" &&
               role->items.at(2).integer == nodes_[primary]->port();
    }

    template <class Predicate>
    void wait(const char* what, Predicate happened) {
        if (!run_until(loop_, happened, std::chrono::seconds(60))) {
            throw std::runtime_error(fmt::format("the test waited in vain for {}", what));
        }
    }

  private:
    // A port that was free a moment ago may be somebody else's by now.
    void start(std::size_t n, RedisServer::Transport transport) {
        for (int tries = 3;; --tries) {
            bus_ports_[n] = free_tcp_port();
            nodes_[n].emplace(transport, settings(n, transport));
            try {
                return nodes_[n]->wait_until_ready();
            } catch (const std::runtime_error&) {
                if (tries == 1) throw;
            }
        }
    }

    static constexpr std::size_t kShare = log::kSlots / kPrimaries + 1;

    std::string settings(std::size_t n, RedisServer::Transport transport) const {
        std::string lines = fmt::format(
            "cluster-enabled yes\ncluster-port {}\ncluster-node-timeout 2000\n"
            "cluster-require-full-coverage no\ncluster-allow-replica-migration no\n"
            "cluster-replica-validity-factor 0\nrepl-diskless-sync-delay 0\n",
            bus_ports_[n]);
        lines +=
            fmt::format("user usher on >secret {} {}\n", log::kAclRules, log::kAclClusterRules);
        if (transport != RedisServer::Transport::tls) return lines;
        lines +=
            "tls-cluster yes\ntls-replication yes\ncluster-announce-hostname localhost\n"
            "cluster-preferred-endpoint-type hostname\n";
        if (n == 0) return lines;
        const std::string folder = nodes_[0]->folder().string();
        return lines + fmt::format(
                           "tls-cert-file {0}/certificate.pem\ntls-key-file {0}/key.pem\n"
                           "tls-ca-cert-file {0}/certificate.pem\n",
                           folder);
    }
    void give_slots(std::size_t n) {
        const auto last = std::min((n + 1) * kShare, log::kSlots) - 1;
        ask(n, {"CLUSTER", "ADDSLOTSRANGE", std::to_string(n * kShare), std::to_string(last)});
    }
    void meet(std::size_t n) {
        ask(0, {"CLUSTER", "MEET", "127.0.0.1", port(n), std::to_string(bus_ports_[n])});
    }
    bool agreed() {
        for (std::size_t n = 0; n < kNodes; ++n) {
            const auto info = try_to_ask(n, {"CLUSTER", "INFO"});
            if (!info || info->text.find("cluster_state:ok") == std::string::npos ||
                info->text.find("cluster_slots_ok:16384") == std::string::npos ||
                info->text.find("cluster_known_nodes:4") == std::string::npos) {
                return false;
            }
        }
        return true;
    }
    Result<log::Reply> try_to_ask(std::size_t n, std::initializer_list<std::string_view> command) {
        log::RedisOptions options;
        options.address = log::RedisAddress::parse("unix:" + nodes_[n]->socket().string()).value();
        return redis_command(loop_, options, command);
    }

    net::Loop loop_;
    std::array<std::uint16_t, kNodes> bus_ports_{};
    std::array<std::optional<RedisServer>, kNodes> nodes_;
    std::array<std::string, kNodes> ids_;
    std::vector<std::pair<std::uint16_t, std::size_t>> moved_;
};

}  // namespace usher::test
