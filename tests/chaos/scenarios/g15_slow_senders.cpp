// G15: whoever sends a byte now and then and never an end is thrown out within 30 s, whatever he is
// in the middle of, and nobody else notices.
#include <fmt/format.h>

#include <algorithm>

#include "hub/app/bench/monotonic.hpp"
#include "hub/app/bench/websocket_frames.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/dribbler.hpp"
#include "usher/v1/customer.pb.h"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

struct Kind {
    const char* name;
    std::string beginning;
};

std::vector<Kind> kinds(std::uint16_t port) {
    const auto host = fmt::format("127.0.0.1:{}", port);
    const auto upgrade = bench::UpgradeRequest{.host = host,
                                               .path = "/ws/customer",
                                               .origin = "http://" + host,
                                               .subprotocol = "usher.v1"}
                             .text();
    v1::CustomerFrames hello;
    hello.add_frames()->mutable_hello()->set_site_key("site_main");
    std::string greeting;
    bench::append_client_frame(greeting, bench::Opcode::binary, hello.SerializeAsString(), 99);
    std::string frame;
    bench::append_client_frame(frame, bench::Opcode::binary, std::string(5'000, 'x'), 99);
    return {
        {"handshake", "GET /ws/customer HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: "},
        {"body", "POST /api/v1/session HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                     "\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"},
        {"hello", upgrade + greeting.substr(0, 5)},
        {"frame", upgrade + greeting + frame.substr(0, 20)},
    };
}

}  // namespace

void run_g15_slow_senders(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.in_memory = true;  // what is measured is who waits for whom
    plan.customers = 50;
    plan.agents = 4;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(100));
    world.run_for(2s);
    const auto files = world.node().open_files();
    const auto began = bench::monotonic_ns();
    const auto p99_before = world.answer_ms(99, began - 2 * bench::kNsPerS, began);
    struct Group {
        Kind kind;
        std::vector<Dribbler> all;
        std::size_t left = 0;
        std::int64_t took_ms = 0;
    };
    std::vector<Group> groups;
    const auto count = options.count(50, 500);
    for (auto& kind : kinds(world.node().port())) {
        groups.push_back({std::move(kind), {}, count});
        for (std::size_t i = 0; i < count; ++i) {
            groups.back().all.emplace_back(world.node().port(), groups.back().kind.beginning);
        }
    }
    auto next_byte = began;
    const auto all_out = [&] {
        const auto now = bench::monotonic_ns();
        const bool time = now >= next_byte;
        if (time) next_byte += 3 * bench::kNsPerS;
        for (auto& group : groups) {
            if (group.left == 0) continue;
            group.left = 0;
            for (auto& it : group.all) {
                if (time) it.send_byte();
                group.left += !it.thrown_out();
            }
            group.took_ms = (now - began) / bench::kNsPerMs;
        }
        return std::ranges::all_of(groups, [](const Group& it) { return it.left == 0; });
    };
    world.run_until(all_out, 40s);
    for (const auto& group : groups) {
        EXPECT_EQ(group.left, 0U) << "in a " << group.kind.name << " they may stay";
        EXPECT_LE(group.took_ms, 30'000) << group.kind.name;
        report.figure(fmt::format("in a {} ms", group.kind.name), std::to_string(group.took_ms));
    }
    groups.clear();
    world.run_for(500ms);
    const auto p99 = world.answer_ms(99, began, bench::monotonic_ns());
    EXPECT_LT(p99, std::max(300.0, 2 * p99_before));
    EXPECT_LE(world.node().open_files(), files + 5);
    report.figure("others' p99 ms before/meanwhile", fmt::format("{:.1f}/{:.1f}", p99_before, p99));
    finish(world, report, "g15_slow_senders");
}

}  // namespace usher::chaos
