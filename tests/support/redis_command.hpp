// One raw command to a Redis server of any role, or a sentinel, for tests that arrange what Streams
// never would (wrong types, roles).
#pragma once

#include "hub/log/redis_pipeline.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::test {

inline Result<log::Reply> redis_command(net::Loop& loop, const log::RedisOptions& options,
                                        std::initializer_list<std::string_view> command) {
    log::RedisPipeline pipeline(
        std::make_shared<log::RedisContext>(log::RedisContext{.loop = loop,
                                                              .options = options,
                                                              .tls = log::load_tls(options).value(),
                                                              .server = options.address.text(),
                                                              .any_role = true}));
    Answer<log::Reply> answer;
    pipeline.call(command, answer.callback());
    return answer.wait(loop);
}

}  // namespace usher::test
