// G10: a primary is cut off from its Sentinels while messages flow, another one is promoted, and
// what only the old one had is fed again. Once the hubs stay with the old primary and once nobody
// reaches it; either way Redis loses what it acknowledged, and nobody else does.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/metrics_page.hpp"
#include "tests/chaos/stage/private_network.hpp"
#include "tests/chaos/stage/store_lock.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

double over_all(World& world, const char* name) {
    double sum = 0;
    for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
        sum += metric(world.node(nth).port(), name);
    }
    return sum;
}

/// Whether something that left after `since_ns` was acknowledged.
bool flows(World& world, std::int64_t since_ns) {
    const auto& all = world.ledger().attempts;
    for (auto it = all.rbegin(); it != all.rend() && it->sent_ns >= since_ns; ++it) {
        if (it->outcome == Outcome::acked) return true;
    }
    return false;
}

}  // namespace

void run_g10_partition(const RunOptions& options, Report& report) {
    if (const auto why = why_no_private_network(); !why.empty()) GTEST_SKIP() << why;
    PrivateNetwork network;
    auto plan = options.world();
    plan.redis = RedisKind::sentinel;
    plan.customers = 100;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    world.people().talk(options.rate(300));
    world.run_for(2s);
    for (const bool with_hubs : {true, false}) {
        const auto fed = over_all(world, "usher_command_batches_fed_again_total");
        const auto appended = over_all(world, "usher_log_entries_appended_again_total");
        auto& old = world.redis();
        auto& heir = world.redis_side().replica();
        auto& stats = world.people().stats();
        stats.longest_answer_ms = 0;
        // What the last second brought is in the old primary and in the hubs, nowhere else.
        std::optional<StoreLock> lock;
        if (!with_hubs) {
            lock.emplace(world.data(), world.plan().store_url);
            heir.pause();
            world.run_for(1s);
        }
        network.cut_off(old.port(), with_hubs);
        const auto began = bench::monotonic_ns();
        if (!with_hubs) heir.resume();
        EXPECT_TRUE(world.run_until([&] { return &world.redis_side().leader(old) == &heir; }, 20s))
            << "nobody was promoted";
        const auto promoted = (bench::monotonic_ns() - began) / bench::kNsPerMs;
        world.run_for(options.time(8, 20) - std::chrono::milliseconds(promoted) -
                      (with_hubs ? 1s : 0s));
        if (with_hubs) {
            lock.emplace(world.data(), world.plan().store_url);
            world.run_for(1s);
        }
        network.heal();
        const auto healed = bench::monotonic_ns();
        EXPECT_TRUE(world.run_until([&] { return flows(world, healed); }, 20s));
        const auto back = (bench::monotonic_ns() - healed) / bench::kNsPerMs;
        EXPECT_TRUE(world.run_until(
            [&] { return over_all(world, "usher_command_batches_fed_again_total") > fed; }, 20s))
            << "nothing was fed again: nothing was lost";
        lock.reset();
        world.run_for(2s);
        report.figure(
            with_hubs ? "hubs with the old primary" : "old primary alone",
            fmt::format("promoted after {} ms, {} batches fed again, {} entries appended again, an "
                        "answer {} ms after the end, longest {} ms",
                        promoted, over_all(world, "usher_command_batches_fed_again_total") - fed,
                        over_all(world, "usher_log_entries_appended_again_total") - appended, back,
                        stats.longest_answer_ms));
    }
    report.figure("refused", std::to_string(world.people().stats().refusals["unavailable"]));
    finish(world, report, "g10_partition", 40s, true);
}

}  // namespace usher::chaos
