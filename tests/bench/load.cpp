// usher_load: `usher bench` as a program of its own, so that the floor can be driven without
// building a hub. The options and the report are those of the verb.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "hub/app/bench/bench.hpp"

namespace {

constexpr const char* kUsage =
    "usage: usher_load (--demo DEMO.JSON | --floor HOST:PORT) [--customers N] [--agents N]\n"
    "                  [--rate N | --saturate [--in-flight N]] [--idle N] [--warmup S]\n"
    "                  [--seconds S] [--seed N] [--body-bytes N] [--json]\n";

int usage(const std::string& why) {
    std::fprintf(stderr, "usher_load: %s\n%s", why.c_str(), kUsage);
    return usher::bench::kWrongOptions;
}

}  // namespace

int main(int count, char** arguments) {
    usher::bench::BenchOptions options;
    const auto whole = [](auto& target) {
        return [&target](const std::string& value) {
            target = static_cast<std::remove_reference_t<decltype(target)>>(
                std::strtoull(value.c_str(), nullptr, 10));
        };
    };
    const auto real = [](double& target) {
        return
            [&target](const std::string& value) { target = std::strtod(value.c_str(), nullptr); };
    };
    const std::map<std::string, std::function<void(const std::string&)>> valued{
        {"--demo", [&](const std::string& value) { options.demo_path = value; }},
        {"--floor", [&](const std::string& value) { options.floor_address = value; }},
        {"--customers", whole(options.customers)},
        {"--agents", whole(options.agents)},
        {"--rate", real(options.rate_per_s)},
        {"--in-flight", whole(options.in_flight)},
        {"--idle", whole(options.idle)},
        {"--warmup", real(options.warmup_s)},
        {"--seconds", real(options.seconds)},
        {"--seed", whole(options.seed)},
        {"--body-bytes", whole(options.body_bytes)},
    };
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--help") return std::fputs(kUsage, stdout), 0;
        if (name == "--json") {
            options.json = true;
        } else if (name == "--saturate") {
            options.saturate = true;
        } else if (const auto option = valued.find(name); option == valued.end()) {
            return usage(name + " is not understood");
        } else if (i + 1 == count) {
            return usage(name + " wants a value");
        } else {
            option->second(arguments[++i]);
        }
    }
    return usher::bench::run_bench(options);
}
