#include <fmt/format.h>

#include <charconv>

#include "hub/app/answer_of.hpp"
#include "hub/app/doctor/checks.hpp"
#include "hub/log/child_process.hpp"
#include "hub/log/redis_facts.hpp"

namespace usher::app {
namespace {

constexpr std::int64_t kSkewMsMax = 2'000;

std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void check_version(const std::string& who, const log::RedisFacts& facts, Findings& to) {
    const auto version = log::fact(facts, "redis_version");
    const auto said = fmt::format("{}: version {}", who, version);
    number(version) < 7 ? to.fail(said, "install Redis 7.0 or newer") : to.ok(said);
}

void check_persistence(const std::string& who, const log::RedisFacts& facts, Findings& to) {
    if (log::fact(facts, "aof_enabled") != "1") {
        to.fail(who + ": appendonly is off: what is acknowledged is only in memory",
                "set appendonly yes and appendfsync always");
    } else if (log::fact(facts, "aof_last_write_status") != "ok") {
        to.fail(who + ": the last write of the append-only file failed",
                "look at its disk and its log");
    } else {
        to.ok(who + ": appendonly is on and is written");
    }
    if (!facts.appendfsync) {
        to.ok(who + ": appendfsync cannot be seen by this user; let it be \"always\"");
    } else if (*facts.appendfsync != "always") {
        to.warn(who + ": appendfsync is " + *facts.appendfsync,
                "a power cut may lose what was acknowledged in the last seconds; set it to always");
    } else {
        to.ok(who + ": appendfsync is always");
    }
}

void check_memory(const std::string& who, const log::RedisFacts& facts, Findings& to) {
    const auto policy = log::fact(facts, "maxmemory_policy");
    policy == "noeviction"
        ? to.ok(who + ": nothing is evicted")
        : to.fail(who + ": maxmemory-policy is " + policy + ": streams may be evicted",
                  "set maxmemory-policy noeviction");
    const auto most = number(log::fact(facts, "maxmemory"));
    const auto used = number(log::fact(facts, "used_memory"));
    if (most > 0 && used > most / 10 * 9) {
        to.warn(fmt::format("{}: {} of {} MiB are in use", who, used >> 20, most >> 20),
                "raise maxmemory; see also whether the archive keeps up");
    }
}

void check_replicas(const Patient& patient, const log::RedisFacts& facts, Findings& to) {
    if (patient.config().redis.url.find("+sentinel") == std::string::npos) return;
    const auto replicas = number(log::fact(facts, "connected_slaves"));
    replicas == 0
        ? to.warn("redis: the primary has no replica", "start one, else nothing can be promoted")
        : to.ok(fmt::format("redis: {} replicas are connected", replicas));
    // INFO names it only when min-replicas-to-write is set.
    const auto good = log::fact(facts, "min_slaves_good_slaves");
    good.empty() ? to.warn("redis: min-replicas-to-write is not set",
                           "a primary that is cut off goes on acknowledging; set "
                           "min-replicas-to-write 1 and min-replicas-max-lag 10")
                 : to.ok("redis: min-replicas-to-write is set");
}

void check_rights(const log::RedisFacts& facts, Findings& to) {
    std::string refused;
    for (const auto& command : facts.refused) refused += (refused.empty() ? "" : ", ") + command;
    refused.empty()
        ? to.ok("redis: our user may do what the hub needs")
        : to.fail("redis: our user may not use " + refused, "give it the rights of docs/redis.md");
    if (!facts.uncovered_slots) return;
    *facts.uncovered_slots == 0
        ? to.ok("redis: every slot of the cluster is served")
        : to.fail(fmt::format("redis: {} slots of the cluster are served by nobody",
                              *facts.uncovered_slots),
                  "bring their primaries back: redis-cli --cluster check");
}

void check_clock(const std::string& who, const log::RedisFacts& facts, Timestamp now,
                 Findings& to) {
    const auto there = number(log::fact(facts, "server_time_usec")) / 1000;
    if (there == 0) return;
    const auto skew = there - to_ms(now);
    const auto said = fmt::format("{}: its clock differs by {} ms from this node's", who, skew);
    std::abs(skew) > kSkewMsMax ? to.warn(said, "let both machines keep time (NTP)") : to.ok(said);
}

void check_server(const std::string& who, const log::RedisFacts& facts, Timestamp now,
                  Findings& to) {
    check_version(who, facts, to);
    check_persistence(who, facts, to);
    check_memory(who, facts, to);
    check_clock(who, facts, now, to);
}

/// Each keeps the messages of other workspaces, by settings of its own.
void check_other_primaries(log::RedisOptions options, const log::RedisFacts& facts, net::Loop& loop,
                           Findings& to) {
    const log::RedisNode asked{options.address.host, options.address.port};
    for (const auto& node : facts.primaries) {
        if (node == asked) continue;
        options.address.host = node.host;
        options.address.port = node.port;
        log::RedisFactFinder finder(loop, options);
        const auto of_it =
            answer_of<log::RedisFacts>(loop, [&](auto done) { finder.find(std::move(done)); });
        const auto who = "redis " + node.text();
        if (!of_it) {
            to.fail(who + ": " + of_it.error().text, "bring it back; its workspaces wait for it");
            continue;
        }
        check_server(who, *of_it, loop.now(), to);
    }
}

}  // namespace

bool check_redis(const Patient& patient, net::Loop& loop, Findings& to) {
    auto url = patient.config().redis.url;
    if (url.empty()) {
        if (!log::find_program("redis-server")) {
            to.fail("redis: the program redis-server is not in PATH",
                    "apt-get install redis-server, or set redis.url");
        }
        if (patient.embedded.empty()) {
            patient.running
                ? to.fail("redis: the embedded server does not answer",
                          "look at redis/redis.log in the data folder")
                : to.ok("redis: the embedded server is stopped with the hub; it is not looked at");
            return false;
        }
        url = patient.embedded;
    }
    log::RedisOptions options;
    auto address = log::RedisAddress::parse(url);
    if (!address) {
        to.fail("redis: redis.url: " + address.error().text, "see docs/redis.md");
        return false;
    }
    options.address = *address;
    options.tls_ca_file = patient.config().redis.tls_ca;
    log::RedisFactFinder finder(loop, options);
    auto facts = answer_of<log::RedisFacts>(loop, [&](auto done) { finder.find(std::move(done)); });
    if (!facts) {
        to.fail("redis: " + facts.error().text, "see docs/redis.md");
        return false;
    }
    to.ok("redis: " + address->text() + " answers");
    // The embedded one shows its settings to nobody, and we wrote them.
    if (!patient.embedded.empty() && patient.config().redis.url.empty()) {
        facts->appendfsync = patient.config().redis.fsync;
    }
    check_server("redis", *facts, loop.now(), to);
    check_replicas(patient, *facts, to);
    check_rights(*facts, to);
    check_other_primaries(options, *facts, loop, to);
    return true;
}

}  // namespace usher::app
