// usher_floor: the bare relay every figure of docs/benchmarks.md is compared with. One command runs
// it:
//   usher_floor --own-redis always --port 9100 [--coalesce]
//   usher_floor --redis unix:/run/redis.sock --port 9100
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "tests/bench/floor_child.hpp"
#include "tests/bench/floor_relay.hpp"

namespace {

constexpr const char* kUsage =
    "usage: usher_floor (--own-redis always|everysec | --redis unix:PATH|HOST:PORT)\n"
    "                   [--port N] [--coalesce]\n"
    "  --own-redis  start a redis-server in a temporary folder, with this appendfsync\n"
    "  --redis      use a running one; the stream 'usher_floor' in it is emptied\n"
    "  --port       on 127.0.0.1; default 9100, 0 takes a free one\n"
    "  --coalesce   one WebSocket message for all that waits for a receiver\n";

int usage(const char* why) {
    std::fprintf(stderr, "usher_floor: %s\n%s", why, kUsage);
    return 2;
}

// The soft limit often is 1024, which an idle run is above.
void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** arguments) {
    usher::floor::RelayOptions options;
    options.port = 9100;
    std::string own;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--help") return std::fputs(kUsage, stdout), 0;
        if (name == "--coalesce") {
            options.coalesce = true;
            continue;
        }
        if (i + 1 == count) return usage((name + " wants a value").c_str());
        const std::string value = arguments[++i];
        if (name == "--port") {
            options.port = static_cast<std::uint16_t>(std::strtoul(value.c_str(), nullptr, 10));
        } else if (name == "--redis") {
            options.redis.text = value;
        } else if (name == "--own-redis" && (value == "always" || value == "everysec")) {
            own = value;
        } else {
            return usage((name + " " + value + " is not understood").c_str());
        }
    }
    if (own.empty() == options.redis.text.empty()) return usage("give --own-redis or --redis");

    raise_descriptor_limit();
    std::optional<usher::floor::RedisChild> child;
    if (!own.empty()) options.redis.text = child.emplace(own).address();
    return usher::floor::run_relay(options);
}
