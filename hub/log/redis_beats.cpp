#include "hub/log/redis_beats.hpp"

#include <fmt/format.h>

#include <charconv>

namespace usher::log {
namespace {

using Beats = std::vector<std::pair<GatewayId, std::uint64_t>>;

/// HGETALL is a flat list of names and values.
std::optional<Beats> beats_of(const Reply& reply) {
    Beats beats;
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
        const auto gateway = GatewayId::parse(reply.items[i].text);
        const std::string& text = reply.items[i + 1].text;
        std::uint64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (!gateway || error != std::errc{} || end != text.data() + text.size()) {
            return std::nullopt;
        }
        beats.emplace_back(*gateway, count);
    }
    return beats;
}

}  // namespace

void get_beats(RedisCaller& redis, const std::string& key, Callback<Beats> done) {
    redis.call({"HGETALL", key}, [key, done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        auto beats = beats_of(*reply);
        if (beats) return done(std::move(*beats));
        done(fail(Error::Kind::corrupt,
                  fmt::format("{} holds a heartbeat that Usher did not write", key)));
    });
}

}  // namespace usher::log
