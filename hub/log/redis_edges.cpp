#include "hub/log/redis_edges.hpp"

#include <fmt/format.h>

#include "hub/log/redis_keys.hpp"

namespace usher::log {
namespace {

struct Edges {
    std::string first;
    std::string last;
    std::uint64_t count = 0;
};

/// XINFO STREAM is a flat list of names and values. A stream that does not exist has no edges.
Result<Edges> edges_of(Result<Reply> reply) {
    if (!reply) {
        if (reply.error().text.ends_with("ERR no such key")) return Edges{};
        return std::unexpected(std::move(reply.error()));
    }
    Edges edges;
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
        const std::string& name = reply->items[i].text;
        Reply& value = reply->items[i + 1];
        if (name == "length") edges.count = static_cast<std::uint64_t>(value.integer);
        if (name == "last-generated-id") edges.last = std::move(value.text);
        if (name == "first-entry" && !value.items.empty()) {
            edges.first = std::move(value.items[0].text);
        }
    }
    if (!edges.last.empty()) return edges;
    return fail(Error::Kind::corrupt, "Redis describes a stream without its last id");
}

/// 0 for "".
Result<std::uint64_t> version_or_zero(const std::string& id) {
    if (id.empty()) return 0;
    if (const auto version = version_of(id)) return *version;
    return std::unexpected(alien_id(id));
}

Result<StreamEdges> both(Result<Edges> commands, Result<Edges> events) {
    if (!commands) return std::unexpected(std::move(commands.error()));
    if (!events) return std::unexpected(std::move(events.error()));
    const auto first = version_or_zero(events->first);
    const auto last = version_or_zero(events->last);
    if (!first) return std::unexpected(first.error());
    if (!last) return std::unexpected(last.error());
    return StreamEdges{.first_event = *first,
                       .last_event = *last,
                       .events = events->count,
                       .first_command = std::move(commands->first),
                       .last_command = std::move(commands->last),
                       .commands = commands->count};
}

}  // namespace

void last_event_version(RedisCaller& redis, const std::string& log_key,
                        Callback<std::uint64_t> done) {
    redis.call({"XINFO", "STREAM", log_key}, [done = std::move(done)](Result<Reply> reply) mutable {
        auto edges = edges_of(std::move(reply));
        if (!edges) return done(std::unexpected(std::move(edges.error())));
        done(version_or_zero(edges->last));
    });
}

void stream_edges(RedisCaller& redis, const std::string& in_key, const std::string& log_key,
                  Callback<StreamEdges> done) {
    auto commands = std::make_shared<Result<Edges>>();
    redis.call({"XINFO", "STREAM", in_key},
               [commands](Result<Reply> reply) { *commands = edges_of(std::move(reply)); });
    redis.call({"XINFO", "STREAM", log_key},
               [commands, done = std::move(done)](Result<Reply> reply) mutable {
                   done(both(std::move(*commands), edges_of(std::move(reply))));
               });
}

void trim_streams(RedisCaller& redis, const std::string& in_key, std::string commands_before_id,
                  const std::string& log_key, std::uint64_t events_before_version,
                  Callback<void> done) {
    if (commands_before_id.empty()) {
        const auto id = id_of_version(events_before_version);
        return redis.call({"XTRIM", log_key, "MINID", "=", id}, without_reply(std::move(done)));
    }
    redis.call({"XTRIM", in_key, "MINID", "=", commands_before_id},
               [&redis, in_key, log_key, events_before_version,
                done = std::move(done)](Result<Reply> reply) mutable {
                   if (!reply) return done(std::unexpected(std::move(reply.error())));
                   if (events_before_version == 0) return done({});
                   trim_streams(redis, in_key, "", log_key, events_before_version, std::move(done));
               });
}

}  // namespace usher::log
