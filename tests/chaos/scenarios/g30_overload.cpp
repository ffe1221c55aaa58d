// G30: five times as much is said as the hub can take. What it takes is safe and nearly as much as
// before; the rest is refused with a code, never after a yes; memory stays bounded, and soon after
// everything is as before.
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

/// More than anything here can take: whoever has room says something.
constexpr double kWithoutEnd = 20'000;
constexpr auto kLook = 250ms;

/// The hub and its Redis on one core, those who talk on another: saying more takes nothing from the
/// hub but what hearing it costs.
void use_core(int core) {
    if (::sysconf(_SC_NPROCESSORS_ONLN) < 2) return;
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    ::sched_setaffinity(0, sizeof cores, &cores);
}

struct Tally {
    double said_per_s = 0;  ///< what people meant to say
    double sent_per_s = 0;  ///< attempts that left
    double safe_per_s = 0;  ///< answers that something is safe
    std::size_t refused = 0;
    double p99_ms = 0;
    std::uint64_t rss = 0;

    std::string text() const {
        return fmt::format(
            "{:.0f} said, {:.0f} sent, {:.0f} safe a second, {} refused, p99 "
            "{:.0f} ms, {} MB",
            said_per_s, sent_per_s, safe_per_s, refused, p99_ms, rss >> 20);
    }
};

class Load {
  public:
    explicit Load(World& world) : world_(world) {}

    /// What one person has on the way, and says at all before that is answered.
    void use_limits(std::size_t customer, std::size_t agent) {
        for (auto& it : world_.people().customers()) it->use_limits(customer, customer);
        for (auto& it : world_.people().agents()) it->use_limits(agent, agent);
    }

    Tally talk(double rate_per_s, std::chrono::milliseconds time) {
        const auto& attempts = world_.ledger().attempts;
        const auto first = attempts.size();
        const auto began = bench::monotonic_ns();
        Tally tally{.said_per_s = rate_per_s};
        world_.people().talk(rate_per_s);
        for (auto left = time; left > 0ms; left -= kLook) {
            world_.run_for(kLook);
            tally.rss = std::max(tally.rss, world_.node().rss_bytes());
        }
        const auto ended = bench::monotonic_ns();
        const auto seconds = static_cast<double>(ended - began) / bench::kNsPerS;
        std::size_t safe = 0;
        for (const auto& it : attempts) {
            const bool within = it.answered_ns >= began && it.answered_ns < ended;
            safe += within && (it.outcome == Outcome::acked || it.outcome == Outcome::accepted);
            tally.refused += within && it.outcome == Outcome::refused;
        }
        tally.sent_per_s = static_cast<double>(attempts.size() - first) / seconds;
        tally.safe_per_s = static_cast<double>(safe) / seconds;
        tally.p99_ms = world_.answer_ms(99, began, ended);
        return tally;
    }

  private:
    World& world_;
};

}  // namespace

void run_g30_overload(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.customers = 480;
    use_core(0);
    World world(plan);
    world.start_hubs();
    use_core(1);
    world.bring_people();
    Load load(world);

    // A closed loop: as much as the hub takes, and hardly any queue.
    load.use_limits(1, 60);
    load.talk(kWithoutEnd, 2s);
    const auto able = load.talk(kWithoutEnd, 5s);
    report.figure("able", able.text());
    world.people().talk(0);
    EXPECT_TRUE(world.run_until([&] { return world.people().all_settled(); }, 10s));
    const auto usual = load.talk(able.safe_per_s / 4, 3s);
    report.figure("usual", usual.text());

    load.use_limits(20, 600);
    const auto flooded = load.talk(5 * able.safe_per_s, options.time(20, 60));
    report.figure("flooded", flooded.text());
    EXPECT_GE(flooded.safe_per_s, 0.8 * able.safe_per_s);
    EXPECT_GT(flooded.refused, 0U) << "it was not too much";
    // With others on these cores a loop without any queue may take as long.
    EXPECT_LT(flooded.p99_ms, std::max(2'000.0, 2 * able.p99_ms));
    // The memory of recent events and that of command ids fill up in any case.
    EXPECT_LT(flooded.rss, usual.rss + (128ULL << 20));

    // The clients come with what was refused before, at the latest after a second.
    const auto over = bench::monotonic_ns();
    const auto normal = [&] {
        const auto now = load.talk(able.safe_per_s / 4, 500ms);
        return now.refused == 0 && now.p99_ms < std::max(250.0, 3 * usual.p99_ms);
    };
    bool again = normal();
    while (!again && bench::monotonic_ns() - over < 20 * bench::kNsPerS) again = normal();
    const auto took = (bench::monotonic_ns() - over) / bench::kNsPerMs;
    report.figure("normal again after ms", std::to_string(took));
    EXPECT_LE(took, 5'000);

    finish(world, report, "g30_overload");
    std::uint64_t taken_back = 0;
    for (const auto& it : world.people().customers()) taken_back += it->outbox().taken_back();
    for (const auto& it : world.people().agents()) taken_back += it->outbox().taken_back();
    EXPECT_EQ(taken_back, 0U) << "refused after it was accepted";
    for (const auto& [code, count] : world.people().stats().refusals) {
        report.figure(code, std::to_string(count));
    }
}

}  // namespace usher::chaos
