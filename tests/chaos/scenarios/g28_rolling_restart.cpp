// G28: three hubs are replaced one after the other under load, by the same program or by another
// version of it, and nobody loses a word or is turned away for longer than five seconds. And roles
// on nodes of their own: whoever decides is killed, the others take over.
#include <fmt/format.h>

#include <map>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

/// The longest that anybody waited from first saying something until it was safe, in ms.
std::int64_t longest_wait_ms(const Ledger& ledger, std::int64_t from_ns) {
    std::map<std::string, std::int64_t> first;
    std::int64_t longest = 0;
    for (const auto& it : ledger.attempts) {
        if (it.sent_ns < from_ns) continue;
        const auto [said, fresh] = first.try_emplace(it.id, it.sent_ns);
        const bool safe = it.outcome == Outcome::acked || it.outcome == Outcome::accepted;
        if (safe) longest = std::max(longest, it.answered_ns - said->second);
    }
    return longest / bench::kNsPerMs;
}

}  // namespace

void run_g28_rolling_restart(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.nodes = 3;
    if (plan.redis == RedisKind::embedded) plan.redis = RedisKind::external;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    people.talk(options.rate(300));
    world.run_for(2s);
    const auto began = bench::monotonic_ns();
    const auto rounds = options.count(1, 5);
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
            auto& node = world.node(nth);
            node.signal(SIGTERM);
            EXPECT_TRUE(world.run_until([&] { return !node.running(); }, 15s));
            EXPECT_EQ(node.ended(0ms).value_or(""), "exited with 0");
            const bool other = !options.other_program.empty() && round % 2 == 0;
            node.set_program(other ? options.other_program : options.program);
            node.start();
            ASSERT_TRUE(world.wait_ready(node, 30s)) << node.last_words();
            world.run_for(2s);
        }
    }
    const auto longest = longest_wait_ms(world.ledger(), began);
    EXPECT_LE(longest, 5'000);
    report.figure("restarts", std::to_string(rounds * world.nodes()));
    report.figure("another version", options.other_program.empty() ? "no" : "yes");
    report.figure("longest until safe ms", std::to_string(longest));
    report.figure("refused", std::to_string(people.stats().refusals["unavailable"]));
    finish(world, report, "g28_rolling_restart");
}

void run_split_roles(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.nodes = 3;
    plan.roles = {"gateway", "engine,archive", "gateway,engine,archive"};
    if (plan.redis == RedisKind::embedded) plan.redis = RedisKind::external;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    world.people().talk(options.rate(300));
    world.run_for(1s);
    std::int64_t longest = 0;
    const auto kills = options.count(4, 20);
    for (std::size_t kill = 0; kill < kills; ++kill) {
        // Its lease comes back to a node that starts again at once, so it stays away for longer.
        auto& node = world.node(1 + kill % 2);
        const auto at = bench::monotonic_ns();
        node.kill();
        world.run_for(5s);
        longest = std::max(longest, longest_wait_ms(world.ledger(), at));
        node.start();
        ASSERT_TRUE(world.wait_ready(node, 30s)) << node.last_words();
        world.run_for(500ms);
    }
    EXPECT_LE(longest, 6'000);
    report.figure("kills", std::to_string(kills));
    report.figure("longest until safe ms", std::to_string(longest));
    finish(world, report, "split_roles");
}

}  // namespace usher::chaos
