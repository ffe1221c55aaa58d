#include "tests/simulation/schedule.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "hub/ops/log.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/world.hpp"

namespace usher::simulation {
namespace {

constexpr Instant kStartLimit = 20 * kSecond;
constexpr Instant kHealLimit = 120 * kSecond;
/// Longer than any promise of a plan, and than the engine takes to look.
constexpr Instant kPromisesEnd = 8 * kSecond;

/// Lines of the hub's log are lines of the trace.
void log_into_trace() {
    static bool done = false;
    if (std::exchange(done, true)) return;
    ops::LogOptions log;
    log.sink = [](std::string_view line) {
        constexpr std::size_t kClock = 24;  // nothing new
        if (Scheduler::exists() && line.size() > kClock) {
            Scheduler::current().note(std::string(line.substr(kClock)));
        }
    };
    ops::start_logging(std::move(log));
}

Instant slowest_clock(const World& world) {
    Instant slowest = 0;
    for (const auto& node : world.nodes) slowest = std::min(slowest, node->place().skew);
    return slowest;
}

/// What was stored in a life that is over may be lost for good: its sequence numbers say nothing
/// about the next, and a conversation that began in what was lost begins again under another id.
void forget_lives_that_are_over(chaos::Ledger& ledger, const chaos::Export& history,
                                const std::map<std::string, std::string>& lives) {
    for (auto& attempt : ledger.attempts) {
        attempt.seq = 0;
        if (!history.contains(attempt.conversation)) attempt.conversation.clear();
    }
    std::erase_if(ledger.deliveries, [&](const chaos::Delivery& delivery) {
        const auto workspace = lives.find(ledger.receivers[delivery.receiver].workspace);
        return workspace != lives.end() && workspace->second != delivery.epoch;
    });
}

void judge(World& world, const Plan& plan, Outcome& outcome) {
    chaos::Export history;
    bool another_life = false;
    std::map<std::string, std::string> lives;
    // By the clock of whichever engine it is.
    const auto due_by = world.redis.loop().now() + Duration{slowest_clock(world) - kPromisesEnd};
    for (auto workspace : world.workspaces) {
        auto stored = read_stored(world.witness->archive(), workspace);
        if (!stored) {
            outcome.faults += "the archive cannot be read: " + stored.error().text + "\n";
            continue;
        }
        another_life = another_life || stored->epoch != "1";
        lives.insert({workspace.text(), stored->epoch});
        outcome.lives += stored->epoch != "1";
        add_to_export(history, workspace, *stored);
        outcome.faults += check_clocks(*stored, due_by, outcome.breaches);
    }
    auto& ledger = world.ledger;
    outcome.faults += check_one_event_each(ledger);
    if (another_life) forget_lives_that_are_over(ledger, history, lives);
    auto verdict = chaos::check(ledger, history);
    outcome.messages = verdict.stored;
    for (const auto& fault : verdict.faults) {
        if (plan.loses_data && fault.rule == "C5") continue;
        outcome.faults += fault.rule + " " + fault.what + "\n";
    }
}

}  // namespace

Outcome run_schedule(const Plan& plan, const std::filesystem::path& folder, bool traced) {
    log_into_trace();
    Outcome outcome;
    World world(plan, folder);
    world.scheduler.traced = traced;
    const auto finish = [&](std::string faults) {
        outcome.faults += faults;
        outcome.trace_hash = world.scheduler.trace_hash();
        outcome.events = world.scheduler.events();
        outcome.resumes = world.town->stats().resumes;
        outcome.lasted = world.scheduler.now();
        return outcome;
    };
    world.start();
    const auto archived = [&world] {
        return std::ranges::all_of(world.workspaces, [&](WorkspaceId workspace) {
            const auto position = world.witness->archive().position(workspace);
            return position && position->version != 0;
        });
    };
    if (!world.run_until([&] { return world.nodes_serve() && archived(); }, kStartLimit)) {
        return finish("L0 the nodes did not come up\n");
    }
    world.town->come();
    world.town->talk(true);
    const auto begin = world.scheduler.now() + kSecond;
    for (const auto& fault : plan.faults) {
        world.scheduler.at(begin + fault.at, 0, [&world, &fault] { world.apply(fault); });
    }
    world.run_for(kSecond + plan.faults_for);
    world.heal();
    world.run_for(2 * kSecond);
    world.town->talk(false);
    if (!world.run_until([&] { return world.quiet(); }, kHealLimit)) {
        return finish("L1 not everything came to rest: " + world.why_not_quiet() + "\n");
    }
    world.run_for(kPromisesEnd + kSecond);
    if (!world.run_until([&] { return world.quiet(); }, kHealLimit)) {
        return finish("L1 it did not stay at rest: " + world.why_not_quiet() + "\n");
    }
    world.run_for(kSecond);
    judge(world, plan, outcome);
    if (outcome.lives == 0 && world.town->lost_for_good() != 0)
        outcome.faults += "L2 a message was refused for good\n";
    return finish({});
}

}  // namespace usher::simulation
