// G5: whoever comes back is given exactly what he missed, in order, and then what is live.
#include <fmt/format.h>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

/// How somebody is lost, and for how long.
void lose(World& world, Person& person) {
    auto& random = world.people().random();
    constexpr std::array<std::int64_t, 5> kAwayMs{10, 10, 100, 700, 5'000};
    const auto away = kAwayMs[random.below(kAwayMs.size())];
    switch (random.below(4)) {
        case 0:
            return person.part(Person::Parting::goodbye, away);
        case 1:
            return person.part(Person::Parting::silence, away);
        case 2:
            return person.part(Person::Parting::reset, away);
        default:
            // A program that hangs, then goes on, then is lost: what came meanwhile is stale.
            return person.freeze();
    }
}

}  // namespace

void run_g5_resumes(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.customers = 60;
    plan.agents = 6;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    auto& random = people.random();
    people.talk(options.rate(400));

    const std::size_t wanted = options.count(500, 10'000);
    const auto limit = bench::monotonic_ns() + options.time(60, 1'200).count() * bench::kNsPerMs;
    const auto before = people.stats().resumes;
    std::vector<Person*> frozen;
    std::size_t restarts = 0;
    while (people.stats().resumes - before < wanted && bench::monotonic_ns() < limit) {
        world.run_for(std::chrono::milliseconds(random.below(30)));
        const bool agent = random.below(6) == 0;
        Person* person = nullptr;
        if (agent) {
            person = people.agents()[random.below(plan.agents)].get();
        } else {
            person = people.customers()[random.below(plan.customers)].get();
        }
        if (person->live() && !person->frozen()) {
            lose(world, *person);
            if (person->frozen()) frozen.push_back(person);
        }
        if (frozen.size() > 5) {
            auto* const first = frozen.front();
            frozen.erase(frozen.begin());
            first->thaw();
            if (random.below(2) == 0) first->part(Person::Parting::reset, 50);
        }
        const auto resumes = people.stats().resumes - before;
        if (resumes / 200 > restarts) {
            ++restarts;
            world.node(restarts % world.nodes()).kill();
            world.node(restarts % world.nodes()).start();
        }
    }
    for (auto* person : frozen) person->thaw();
    const auto resumes = people.stats().resumes - before;
    report.figure("resumes", std::to_string(resumes));
    report.figure("hub kills", std::to_string(restarts));
    EXPECT_GE(resumes, wanted) << "too slow to try as many as meant";
    finish(world, report, "g5_resumes");
}

void run_g5_seam(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.customers = 4;
    plan.agents = 2;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    auto& customer = *people.customers()[0];
    auto& writer = people.agent_of(0);
    auto& other = *people.agents()[1];
    other.watch(customer.conversation());
    ASSERT_TRUE(world.run_until([&] { return other.held(customer.conversation()) > 0; }, 10s));

    const auto write_until = [&](std::uint64_t messages, const std::function<void()>& meanwhile) {
        const auto from = writer.held(customer.conversation());
        while (writer.held(customer.conversation()) < from + messages) {
            while (writer.outbox().size() < 100) {
                writer.say(customer.conversation(), people.text("a"));
            }
            world.run_for(2ms);
            if (meanwhile) meanwhile();
        }
    };
    const auto rounds = options.count(4, 40);
    for (std::size_t round = 0; round < rounds; ++round) {
        // Longer away than a catch-up brings: the newest page comes, the gap is read from history.
        customer.part(Person::Parting::reset, 60'000);
        other.part(Person::Parting::goodbye, 60'000);
        write_until(700, {});
        // Back while a thousand more arrive; lost and back again in the middle of it.
        customer.part(Person::Parting::silence, 0);
        customer.leave();
        customer.come();
        other.leave();
        other.come();
        int turn = 0;
        write_until(1'000, [&] {
            if (++turn % 100 == 50 && customer.live()) customer.part(Person::Parting::reset, 10);
            if (turn % 100 == 99 && other.live()) other.part(Person::Parting::reset, 10);
        });
        ASSERT_TRUE(world.run_until([&] { return world.people().all_settled(); }, 30s));
    }
    report.figure("events in the conversation",
                  std::to_string(writer.held(customer.conversation())));
    report.figure("gaps closed by history", std::to_string(customer.gaps()));
    EXPECT_GT(customer.gaps(), 0U) << "nobody was away for long enough";
    finish(world, report, "g5_seam");
}

}  // namespace usher::chaos
