// One raw command to a Redis server, for tests that arrange what Streams never would (trim, wrong
// types).
#pragma once

#include "hub/log/redis_pipeline.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::test {

inline Result<log::Reply> redis_command(net::Loop& loop, const log::RedisOptions& options,
                                        std::initializer_list<std::string_view> command) {
    log::RedisPipeline pipeline(std::make_shared<log::RedisContext>(
        log::RedisContext{loop, options, log::load_tls(options).value(), options.address.text()}));
    Answer<log::Reply> answer;
    pipeline.call(command, answer.callback());
    return answer.wait(loop);
}

}  // namespace usher::test
