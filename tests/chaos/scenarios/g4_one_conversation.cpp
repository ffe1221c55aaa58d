// G4: many senders in one conversation: each one's messages keep their order, and everybody sees
// the same order of all.
#include <fmt/format.h>

#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g4_one_conversation(const RunOptions& options, Report& report) {
    const std::size_t each = options.count(25, 200);
    constexpr std::size_t kSenders = 50;
    auto plan = options.world();
    plan.customers = 1;
    plan.agents = kSenders - 1;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    auto& customer = *people.customers()[0];
    for (auto& agent : people.agents()) agent->watch(customer.conversation());
    std::size_t said = 0;
    for (; said < each; ++said) {
        customer.say(people.text("c"));
        for (auto& agent : people.agents()) {
            ASSERT_TRUE(agent->say(customer.conversation(), people.text("a")));
        }
        world.run_for(20ms);
        if (said == each / 2) {
            world.node(world.nodes() - 1).kill();
            world.node(world.nodes() - 1).start();
        }
    }
    report.figure("senders", std::to_string(kSenders));
    report.figure("messages of each", std::to_string(each));
    // A customer may write ten times a second.
    finish(world, report, "g4_one_conversation", 60s);
}

}  // namespace usher::chaos
