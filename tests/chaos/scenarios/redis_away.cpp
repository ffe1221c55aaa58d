// G8 and G9: Redis goes away in several ways and comes back. The hub lives on, answers everybody
// within five seconds, acknowledges nothing that is not durable, does not spin, and is back within
// two seconds of Redis.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/redis_line.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;
using bench::kNsPerMs;
using bench::monotonic_ns;

class RedisAway {
  public:
    RedisAway(const RunOptions& options, Report& report) : world_(plan(options)), report_(report) {
        world_.start_hubs();
        world_.bring_people();
        world_.people().talk(options.rate(200));
        world_.run_for(1s);
    }

    /// Redis is away from `begin` on for `time`; `end` returns once it answers again.
    void fault(const std::string& name, std::chrono::milliseconds time,
               const std::function<void()>& begin, const std::function<void()>& end) {
        auto& stats = world_.people().stats();
        stats.longest_answer_ms = 0;
        const auto refused_before = stats.refusals["unavailable"];
        const auto pid = world_.node().pid();
        const auto cpu = world_.node().cpu_s();
        const auto began = monotonic_ns();
        begin();
        world_.run_for(time);
        const auto busy =
            (world_.node().cpu_s() - cpu) / (static_cast<double>(monotonic_ns() - began) / 1e9);
        end();
        const auto back = monotonic_ns();
        const auto took = first_answer_after(back);
        world_.run_for(1s);
        EXPECT_TRUE(world_.node().running() && world_.node().pid() == pid) << name << ": died";
        EXPECT_LT(busy, 0.30) << name << ": share of a core while Redis was away";
        EXPECT_LE(took, 2'000) << name << ": until a message was acknowledged again";
        EXPECT_LE(stats.longest_answer_ms, 6'000) << name << ": the longest without an answer";
        const auto refused = stats.refusals["unavailable"] - refused_before;
        // A short absence is waited out; then nobody is refused, but everybody waits.
        EXPECT_TRUE(refused > 0 || stats.longest_answer_ms > 1'000) << name << ": nobody noticed";
        report_.figure(name, fmt::format("back {} ms, longest {} ms, cpu {:.0f} %, refused {}",
                                         took, stats.longest_answer_ms, busy * 100, refused));
    }
    World& world() { return world_; }
    void tell(const std::string& command) { tell_redis(world_.redis().socket(), command); }

  private:
    static WorldPlan plan(const RunOptions& options) {
        auto plan = options.world();
        plan.redis = RedisKind::external;
        plan.redis_settings += "enable-debug-command yes\nmaxmemory-policy noeviction\n";
        plan.customers = 100;
        return plan;
    }
    /// Milliseconds until something that was sent after `back_ns` is acknowledged.
    std::int64_t first_answer_after(std::int64_t back_ns) {
        std::int64_t at = 0;
        world_.run_until(
            [&] {
                const auto& all = world_.ledger().attempts;
                for (auto it = all.rbegin(); it != all.rend() && it->sent_ns >= back_ns; ++it) {
                    const bool good =
                        it->outcome == Outcome::acked || it->outcome == Outcome::accepted;
                    if (good && (at == 0 || it->answered_ns < at)) at = it->answered_ns;
                }
                return at != 0;
            },
            20s);
        return at == 0 ? 20'000 : (at - back_ns) / kNsPerMs;
    }

    World world_;
    Report& report_;
};

}  // namespace

void run_g8_redis_faults(const RunOptions& options, Report& report) {
    RedisAway run(options, report);
    auto& redis = run.world().redis();
    const auto away = options.time(2, 10);
    const auto start = [&] {
        redis.start();
        redis.wait_until_ready();
    };
    run.fault("shut down", away, [&] { redis.stop(); }, start);
    run.fault("killed", away, [&] { redis.kill_hard(); }, start);
    run.fault("asleep", 7s, [&] { run.tell("DEBUG SLEEP 7"); }, [&] { redis.wait_until_ready(); });
    run.fault(
        "out of memory", away, [&] { run.tell("CONFIG SET maxmemory 1"); },
        [&] { run.tell("CONFIG SET maxmemory 0"); });
    finish(run.world(), report, "g8_redis_faults", 40s);
}

void run_g9_redis_hangs(const RunOptions& options, Report& report) {
    RedisAway run(options, report);
    auto& redis = run.world().redis();
    run.fault("hangs", options.time(9, 30), [&] { redis.pause(); }, [&] { redis.resume(); });
    if (options.long_form) {
        run.fault("hangs for a moment", 5'500ms, [&] { redis.pause(); }, [&] { redis.resume(); });
    }
    finish(run.world(), report, "g9_redis_hangs", 40s);
}

}  // namespace usher::chaos
