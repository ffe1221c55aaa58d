// G2: the program is killed, fails and stalls once at each of its named places between reading and
// acknowledging, and nothing that was acknowledged is lost or doubled. A gateway and an engine are
// two processes, so that one of them dies at a time; what both had and Redis lost is nobody's.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <ranges>

#include "hub/log/child_process.hpp"
#include "tests/chaos/scenarios/failpoint_cases.hpp"
#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/clock_file.hpp"
#include "tests/chaos/stage/metrics_page.hpp"
#include "tests/chaos/stage/redis_line.hpp"
#include "tests/chaos/stage/store_lock.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

using Cases = std::vector<const FailpointCase*>;
constexpr std::size_t kMessagesEach = 100;

std::vector<std::string> names_of_program(const RunOptions& options) {
    const test::TemporaryFolder folder;
    const auto output = folder.path() / "names";
    auto child = log::ChildProcess::start(
        {.program = options.program, .arguments = {"--list-failpoints"}, .output = output});
    if (!child) throw std::runtime_error(child.error().text);
    child->wait(10s);
    std::ifstream in(output);
    std::vector<std::string> names;
    for (std::string line; std::getline(in, line);) names.push_back(line);
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> names_of_table() {
    std::vector<std::string> names;
    for (const auto& it : kFailpointCases) names.emplace_back(it.name);
    std::ranges::sort(names);
    return names;
}

/// An engine looks each second whether the log is whole.
constexpr auto kLookedAndArchived = 1'500ms;

class Breaking {
  public:
    explicit Breaking(const RunOptions& options) : world_(plan(options)), rate_(options.rate(400)) {
        world_.start_hubs();
        world_.bring_people();
        world_.people().talk(rate_);
        world_.run_for(500ms);
    }

    /// Arms these together, makes the program come by, and brings back what died of it. Each has
    /// its messages.
    void go(const Cases& cases, const char* mode) {
        EXPECT_TRUE(world_.run_until([&] { return world_.people().all_live(); }, 20s));
        std::vector<std::size_t> before;
        for (const auto* it : cases) before.push_back(said(*it, mode));
        if (cases.front()->road == Road::new_life) {
            // An engine that lives through it may hold all that is lost, and no life begins.
            be_quiet();
            node(Who::engine).kill();
            forget_redis();
        }
        arm(cases, mode);
        walk(cases.front()->road);
        const auto done = [&] {
            revive();
            for (std::size_t i = 0; i < cases.size(); ++i) {
                if (said(*cases[i], mode) == before[i]) return false;
            }
            return true;
        };
        // Behind a hole in the log a snapshot waits for the archive.
        if (lock_ && !world_.run_until(done, 6s)) free_store();
        if (!world_.run_until(done, 20s)) {
            for (std::size_t i = 0; i < cases.size(); ++i) {
                EXPECT_GT(said(*cases[i], mode), before[i])
                    << cases[i]->name << ' ' << mode << " was not reached";
            }
        }
        if (lock_) free_store();
        const auto from = settled();
        world_.people().talk(rate_);
        const bool flows = world_.run_until(
            [&] {
                revive();
                return settled() >= from + kMessagesEach * cases.size();
            },
            30s);
        EXPECT_TRUE(flows) << "nothing flows after " << cases.front()->name << ' ' << mode;
        hits_ += cases.size();
    }
    std::size_t hits() const { return hits_; }
    World& world() { return world_; }

  private:
    static WorldPlan plan(const RunOptions& options) {
        auto plan = options.world();
        plan.nodes = 2;
        plan.roles = {"gateway", "engine,archive"};
        plan.redis = RedisKind::external;
        plan.customers = 60;
        plan.agents = 4;
        plan.patience.back_off_ms_max = 300;
        return plan;
    }
    void free_store() {
        lock_.reset();
        // One loss at a time: an engine that dies before it looked, and a gateway that died with
        // what it remembered, would be two.
        world_.run_for(kLookedAndArchived);
    }
    HubNode& node(Who who) { return world_.node(static_cast<std::size_t>(who)); }
    std::size_t said(const FailpointCase& it, const char* mode) {
        return node(it.who).said(fmt::format("failpoint {} {}\n", it.name, mode));
    }
    std::size_t settled() {
        return static_cast<std::size_t>(
            std::ranges::count(world_.ledger().attempts, Outcome::acked, &Attempt::outcome));
    }

    /// Whoever has a place of the list starts anew with it.
    void arm(const Cases& cases, const char* mode) {
        for (const auto who : {Who::engine, Who::gateway}) {
            std::string text;
            for (const auto* it : cases) {
                if (it->who != who) continue;
                text += fmt::format("{}{}:{}:{}", text.empty() ? "" : ",", it->name, mode, it->nth);
                if (it->road == Road::unheard) text += ",engine.append.after:error:20";
            }
            if (text.empty()) continue;
            auto environment = clock_ ? clock_->environment() : ClockFile::Environment();
            environment.emplace_back("USHER_FAILPOINT", text);
            node(who).set_environment(environment);
            node(who).kill();
            node(who).start();
            node(who).set_environment(clock_ ? clock_->environment() : ClockFile::Environment());
            // At a start it may die before it is ready.
            const auto road = cases.front()->road;
            if (road != Road::start && road != Road::new_life) world_.wait_ready(node(who), 20s);
        }
    }
    void revive() {
        for (std::size_t nth = 0; nth < world_.nodes(); ++nth) {
            auto& it = world_.node(nth);
            if (it.running()) continue;
            EXPECT_EQ(it.ended(0ms).value_or(""), "was killed by signal 9 (Killed)");
            it.kill();
            it.start();
        }
    }

    void walk(Road road) {
        switch (road) {
            case Road::flow:
            case Road::start:
            case Road::unheard:
            case Road::aged:
            case Road::new_life:
                return;
            case Road::poison:
                return (void)tell_redis(world_.redis().socket(),
                                        fmt::format("XADD {}:in * m garbage", key()));
            case Road::lost:
                // Whoever still catches up would wait for the archive.
                be_quiet();
                lock_.emplace(world_.data(), world_.plan().store_url);
                world_.people().talk(rate_);
                world_.run_for(700ms);
                be_quiet();
                return forget_redis_before_engine();
            case Road::slow:
                node(Who::engine).pause();
                world_.run_for(500ms);
                return node(Who::engine).resume();
        }
    }
    std::string key() { return "{" + world_.people().agents()[0]->workspace() + "}"; }
    /// When all is quiet: a new entry behind the hole would be another fault.
    void forget_redis() {
        // On a disk that stalls the answer may not come in the time tell_redis() has.
        const auto forgotten = [&] {
            return tell_redis(world_.redis().socket(), "FLUSHALL") == "+OK\r\n";
        };
        EXPECT_TRUE(world_.run_until(forgotten, 20s));
    }
    double appended_again() {
        return metric(node(Who::engine).port(), "usher_log_entries_appended_again_total");
    }
    /// The engine looks first: what a gateway feeds again would be a new entry as well.
    void forget_redis_before_engine() {
        node(Who::gateway).pause();
        const auto before = appended_again();
        forget_redis();
        const auto noticed = [&] {
            return !node(Who::engine).running() || appended_again() > before;
        };
        EXPECT_TRUE(world_.run_until(noticed, 20s)) << "the engine does not notice the loss";
        node(Who::gateway).resume();
    }
    void be_quiet() {
        world_.people().talk(0);
        const auto settled_all = [&] {
            revive();  // it may have come by already
            return world_.people().all_settled();
        };
        EXPECT_TRUE(world_.run_until(settled_all, 20s))
            << world_.people().unsettled() << " messages are not settled, "
            << world_.people().live() << " persons are live";
        world_.run_for(lock_ ? 100ms : 300ms);
    }

  public:
    /// From now on the engine's clock is so far ahead that it remembers no id of before.
    void age() { clock_.emplace(world_.folder() / "clock", 20 * 60); }

  private:
    World world_;
    double rate_;
    std::optional<StoreLock> lock_;
    std::optional<ClockFile> clock_;
    std::size_t hits_ = 0;
};

Cases cases_of(Road road) {
    Cases all;
    for (const auto& it : kFailpointCases) {
        if (it.road == road) all.push_back(&it);
    }
    return all;
}

}  // namespace

void run_g2_failpoints(const RunOptions& options, Report& report) {
    const auto names = names_of_program(options);
    if (names.empty()) GTEST_SKIP() << "the program is built without failpoints";
    ASSERT_EQ(names, names_of_table()) << "the program's list and the tested one differ";
    if (const auto why = why_no_clocks(); !why.empty()) GTEST_SKIP() << why;
    std::size_t hits = 0;
    // A new life of the log gives numbers anew, so what needs one has a world of its own.
    const std::vector<Road> steady{Road::flow,   Road::start, Road::unheard,
                                   Road::poison, Road::slow,  Road::aged};
    const std::vector<Road> with_new_lives{Road::new_life, Road::lost};
    for (const auto& roads : {steady, with_new_lives}) {
        Breaking run(options);
        for (const auto road : roads) {
            if (road == Road::aged) run.age();
            const auto cases = cases_of(road);
            for (const auto* it : cases) run.go({it}, "kill");
            for (const auto* mode : {"error", "delay"}) run.go(cases, mode);
        }
        hits += run.hits();
        finish(run.world(), report, "g2_failpoints", 40s, roads == with_new_lives);
    }
    report.figure("places", std::to_string(names.size()));
    report.figure("faults at them", std::to_string(hits));
    EXPECT_EQ(hits, 3 * names.size());
}

}  // namespace usher::chaos
