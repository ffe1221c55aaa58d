// G17: every promise that is missed is recorded exactly once, with the instant it was due, however
// many are due at once and whoever is killed meanwhile.
#include <fmt/format.h>

#include <set>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/put_command.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

constexpr auto kTarget = 6s;

/// The queue of new conversations promises a first answer within kTarget from now on.
void promise_soon(World& world) {
    const auto workspace = WorkspaceId::parse(world.people().agents()[0]->workspace());
    const auto queue = QueueId::parse(world.people().agents()[0]->first_queue());
    if (!workspace || !queue) throw std::runtime_error("no workspace or queue is known");
    put_command(world.redis_side().options(), *workspace,
                core::DefineQueue{{*queue, "Support", kTarget, 0s}});
}

struct Clocks {
    std::map<std::string, int> missed;  ///< by conversation, target and cycle
    std::set<std::string> started;
    std::vector<std::int64_t> late_ms;
    std::size_t early = 0;
    std::size_t wrong_instant = 0;

    static std::string key(const std::string& conversation, const v1::SlaClock& clock) {
        return fmt::format("{} {} {}", conversation, static_cast<int>(clock.target()),
                           clock.cycle());
    }
    void take(const std::string& conversation, const v1::Event& event) {
        if (event.has_sla_clock_started()) {
            started.insert(key(conversation, event.sla_clock_started().clock()));
        }
        if (!event.has_sla_clock_stopped()) return;
        const auto& clock = event.sla_clock_stopped().clock();
        if (clock.state() != v1::MISSED) return;
        ++missed[key(conversation, clock)];
        late_ms.push_back(event.recorded_ms() - clock.due_ms());
        early += event.recorded_ms() < clock.due_ms();
        wrong_instant += clock.breached_ms() != clock.due_ms();
    }
};

}  // namespace

void run_g17_timers(const RunOptions& options, Report& report) {
    constexpr std::size_t kConversations = 500;
    for (const bool with_faults : {false, true}) {
        auto plan = options.world();
        plan.seed += with_faults;
        if (plan.redis == RedisKind::embedded) plan.redis = RedisKind::external;
        plan.customers = 0;
        plan.agents = 4;
        World world(plan);
        world.start_hubs();
        world.bring_people();
        promise_soon(world);
        auto& people = world.people();
        for (std::size_t nth = 0; nth < kConversations; ++nth) people.add_customer();
        ASSERT_TRUE(world.run_until([&] { return people.all_live(); }, 30s));
        // All write within two seconds, so all are due within two.
        for (auto& customer : people.customers()) {
            customer->say(people.text("c"));
            world.run_for(4ms);
        }
        const auto written = bench::monotonic_ns();
        if (with_faults) {
            world.run_for(kTarget - 3s);
            while (bench::monotonic_ns() < written + 7 * bench::kNsPerS) {
                world.node(people.random().below(static_cast<std::uint32_t>(world.nodes()))).kill();
                if (people.random().below(3) == 0) {
                    auto& server = world.redis();
                    server.kill_hard();
                    server.start();
                }
                for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
                    if (world.node(nth).pid() == 0) world.node(nth).start();
                }
                world.run_for(std::chrono::milliseconds(700 + people.random().below(700)));
            }
        } else {
            world.run_for(kTarget + 2s);
        }
        Clocks clocks;
        world.on_stored_event = [&](const std::string& conversation, const v1::Event& event) {
            clocks.take(conversation, event);
        };
        world.run_for(2s);
        finish(world, report, "g17_timers");
        std::ranges::sort(clocks.late_ms);
        ASSERT_FALSE(clocks.late_ms.empty());
        const auto p99 = clocks.late_ms[clocks.late_ms.size() * 99 / 100];
        EXPECT_EQ(clocks.started.size(), kConversations);
        EXPECT_EQ(clocks.missed.size(), kConversations) << "promises missed and recorded";
        for (const auto& [clock, times] : clocks.missed) EXPECT_EQ(times, 1) << clock;
        EXPECT_EQ(clocks.early, 0U);
        EXPECT_EQ(clocks.wrong_instant, 0U);
        EXPECT_LE(p99, with_faults ? 6'000 : 1'000);
        report.figure(with_faults ? "late p99 ms with kills" : "late p99 ms", std::to_string(p99));
    }
}

}  // namespace usher::chaos
