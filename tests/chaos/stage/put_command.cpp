#include "tests/chaos/stage/put_command.hpp"

#include <stdexcept>

#include "hub/base/random.hpp"
#include "hub/wire/codec.hpp"
#include "tests/support/redis_wait.hpp"

namespace usher::chaos {

void put_command(const log::RedisOptions& redis, WorkspaceId workspace, core::CommandBody body) {
    net::Loop loop;
    auto streams = log::RedisStreams::open(loop, redis);
    if (!streams) throw std::runtime_error(streams.error().text);
    const core::Command command{"chaos-" + std::to_string(to_ms(loop.now())),
                                core::Actor::system(),
                                {},
                                loop.now(),
                                random_entropy(),
                                std::move(body)};
    test::Answer<std::string> answer;
    (*streams)->append_command(workspace, wire::encode_commands({&command, 1}), answer.callback());
    const auto appended = answer.wait(loop, std::chrono::seconds(10));
    if (!appended) throw std::runtime_error(appended.error().text);
}

}  // namespace usher::chaos
