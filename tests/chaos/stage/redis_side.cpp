#include "tests/chaos/stage/redis_side.hpp"

#include <fmt/format.h>

#include "hub/log/cluster_slots.hpp"
#include "tests/chaos/stage/redis_line.hpp"

namespace usher::chaos {

using Transport = test::RedisServer::Transport;

RedisSide::RedisSide(RedisKind kind, const std::string& settings) : kind_(kind) {
    if (kind == RedisKind::cluster) {
        cluster_ = std::make_unique<test::RedisCluster>();
        return;
    }
    const bool alone = kind != RedisKind::sentinel;
    // Their own addresses, so that a packet filter can tell hubs from servers.
    const auto from = [&](int nth) {
        return alone ? ""
                     : fmt::format(
                           "bind-source-addr 127.0.0.{}\nreplica-announce-ip "
                           "127.0.0.1\nprotected-mode no\n",
                           nth);
    };
    server_.emplace(alone ? Transport::unix_socket : Transport::tcp, settings + from(8));
    server_->wait_until_ready();
    if (alone) return;
    second_.emplace(Transport::tcp, fmt::format("{}{}replicaof 127.0.0.1 {}\n", settings, from(9),
                                                server_->port()));
    second_->wait_until_ready();
    sentinels_.emplace(3, server_->port(), std::vector{second_->port()},
                       "bind-source-addr 127.0.0.7\nsentinel announce-ip 127.0.0.1\n");
    net::Loop loop;
    sentinels_->hurry(loop);
}

std::string RedisSide::url() const {
    switch (kind_) {
        case RedisKind::sentinel:
            return "redis+sentinel://" + sentinels_->place();
        case RedisKind::cluster:
            return fmt::format("redis+cluster://usher:secret@127.0.0.1:{},127.0.0.1:{}",
                               cluster_->port(0), cluster_->port(1));
        default:
            return "unix:" + server_->socket().string();
    }
}

log::RedisOptions RedisSide::options() const {
    if (kind_ == RedisKind::sentinel) return sentinels_->options();
    return kind_ == RedisKind::cluster ? cluster_->options() : server_->options();
}

bool RedisSide::leads(const test::RedisServer& server) {
    return server.is_running() &&
           tell_redis(server.socket(), "ROLE").find("master") != std::string::npos;
}

test::RedisServer& RedisSide::primary(const std::string& workspace) {
    if (kind_ == RedisKind::cluster) {
        const auto share = log::kSlots / test::RedisCluster::kPrimaries + 1;
        const auto nth = log::slot_of("{" + workspace + "}") / share;
        auto& first = cluster_->node(nth);
        const bool replaced = nth == 0 && !leads(first) && leads(cluster_->node(3));
        return replaced ? cluster_->node(3) : first;
    }
    return second_ && !leads(*server_) && leads(*second_) ? *second_ : *server_;
}

test::RedisServer& RedisSide::leader(test::RedisServer& other) {
    auto& second = &other == &*server_ ? *second_ : *server_;
    return leads(second) ? second : other;
}

test::RedisServer& RedisSide::replica() {
    return &primary({}) == &*server_ ? *second_ : *server_;
}

}  // namespace usher::chaos
