// G11: the store of the history hangs, stops, loses its connections or is locked by somebody else.
// Messages flow all the same, and afterwards the history has every one of them once.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/store_lock.hpp"
#include "tests/support/postgres_server.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

class StoreAway {
  public:
    StoreAway(const RunOptions& options, Report& report, const std::string& store_url)
        : world_(plan(options, store_url)), report_(report), rate_(options.rate(200)) {
        world_.start_hubs();
        world_.bring_people();
        world_.people().talk(rate_);
        world_.run_for(1s);
    }
    /// From `begin` to `end` the store is away.
    void fault(const char* name, std::chrono::milliseconds time, const std::function<void()>& begin,
               const std::function<void()>& end) {
        auto& stats = world_.people().stats();
        stats.longest_answer_ms = 0;
        const auto pid = world_.node().pid();
        const auto began = bench::monotonic_ns();
        begin();
        world_.run_for(time);
        const auto acked = acked_since(began);
        end();
        const auto offered = rate_ * static_cast<double>(time.count()) / 1e3;
        EXPECT_GE(static_cast<double>(acked), 0.8 * offered) << name << ": messages do not flow";
        EXPECT_TRUE(world_.node().running() && world_.node().pid() == pid) << name << ": died";
        world_.run_for(1s);
        report_.figure(name, fmt::format("{} of {:.0f} acknowledged meanwhile, longest {} ms",
                                         acked, offered, stats.longest_answer_ms));
    }
    World& world() { return world_; }

  private:
    static WorldPlan plan(const RunOptions& options, const std::string& store_url) {
        auto plan = options.world();
        plan.store_url = store_url;
        plan.customers = 60;
        plan.agents = 4;
        return plan;
    }
    std::size_t acked_since(std::int64_t from_ns) {
        std::size_t count = 0;
        const auto& all = world_.ledger().attempts;
        for (auto it = all.rbegin(); it != all.rend() && it->sent_ns >= from_ns; ++it) {
            count += it->outcome == Outcome::acked;
        }
        return count;
    }

    World world_;
    Report& report_;
    double rate_;
};

}  // namespace

void run_g11_store_away(const RunOptions& options, Report& report) {
    {
        StoreAway run(options, report, "");
        std::optional<StoreLock> lock;
        run.fault(
            "SQLite locked", options.time(10, 30), [&] { lock.emplace(run.world().data(), ""); },
            [&] { lock.reset(); });
        finish(run.world(), report, "g11_store_away", 40s);
    }
    auto& server = test::postgres();
    StoreAway run(options, report, "postgres");
    const auto away = options.time(6, 30);
    run.fault("PostgreSQL hangs", away, [&] { server.pause(); }, [&] { server.resume(); });
    run.fault("PostgreSQL stopped", away, [&] { server.stop(); }, [&] { server.start(); });
    int terminated = 0;
    run.fault(
        "PostgreSQL's connections terminated", 2s,
        [&] {
            for (int i = 0; i < 5; ++i) {
                terminated += server.terminate_all();
                run.world().run_for(200ms);
            }
        },
        [] {});
    EXPECT_GT(terminated, 0);
    report.figure("connections terminated", std::to_string(terminated));
    finish(run.world(), report, "g11_store_away", 40s);
}

}  // namespace usher::chaos
