#include "hub/log/redis_lease.hpp"

#include <cassert>

namespace usher::log {
namespace {

// Between the two commands the lease may run out and be taken by somebody else, who then gets our
// ttl; the second command tells, so the answer is right all the same.
void renew(RedisCaller& redis, const std::string& key, const std::string& ttl,
           Callback<std::string> done) {
    redis.call({"PEXPIRE", key, ttl}, [](Result<Reply>) {});
    redis.call({"GET", key}, [done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        done(std::move(reply->text));  // "" when it ran out in this moment: nobody holds it
    });
}

}  // namespace

void claim_lease(RedisCaller& redis, std::string key, std::string holder,
                 std::chrono::milliseconds ttl, Callback<std::string> done) {
    assert(!holder.empty() && ttl.count() > 0);
    const auto milliseconds = std::to_string(ttl.count());
    redis.call(
        {"SET", key, holder, "NX", "GET", "PX", milliseconds},
        [&redis, key, holder, milliseconds, done = std::move(done)](Result<Reply> reply) mutable {
            if (!reply) return done(std::unexpected(std::move(reply.error())));
            if (reply->type == Reply::Type::nil) return done(std::move(holder));
            if (reply->text != holder) return done(std::move(reply->text));
            renew(redis, key, milliseconds, std::move(done));
        });
}

void release_lease(RedisCaller& redis, std::string key, std::string holder, Callback<void> done) {
    redis.call({"GET", key}, [&redis, key, holder = std::move(holder),
                              done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        if (reply->text != holder) return done({});
        redis.call({"DEL", key}, without_reply(std::move(done)));
    });
}

}  // namespace usher::log
